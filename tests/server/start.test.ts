import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Trolley } from '../../src/server/demonstration/trolley.ts';
import { freePort } from '../support/free-port.ts';
import { StrangerClient } from '../support/stranger-client.ts';
import { until } from '../support/until.ts';

const START = fileURLToPath(new URL('../../src/commands/start.ts', import.meta.url));

let dataDir: string;
let port: number;
let entPort: number;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartable-start-'));
  port = await freePort();
  entPort = await freePort();
});

afterAll(() => rm(dataDir, { recursive: true, force: true }));

const answers = (which: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${which}/api/ping`).then(
    () => true,
    () => false,
  );
const bothAnswer = async (): Promise<boolean> => (await answers(port)) && (await answers(entPort));
const noneAnswers = async (): Promise<boolean> => !(await answers(port)) && !(await answers(entPort));

/** `npm start` without the launcher. */
class Start {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  printed = '';

  constructor(env: Record<string, string> = {}) {
    const settings = { PORT: String(port), ENT_PORT: String(entPort), DATA_DIR: dataDir };
    this.child = spawn(process.execPath, [START], { env: { ...process.env, ...settings, ...env } });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text) => (this.printed += text));
    this.ended = once(this.child, 'close');
  }

  async ready(): Promise<this> {
    await until(() => this.printed.includes('Ctrl-C'), 40_000);
    return this;
  }
}

describe('npm start', () => {
  let start: Start;
  afterEach(async () => {
    start.child.kill('SIGKILL');
    await start.ended;
    await until(noneAnswers);
  });

  test('says what to open, in French and in English, with codes that are good', async () => {
    start = await new Start().ready();
    expect(start.printed).toContain('Cartable est prêt.');
    expect(start.printed).toContain('Cartable is ready.');
    expect(start.printed).toContain(`http://localhost:${port}/demonstration`);
    expect(start.printed).toContain('soleil, poisson, clé');
    expect(start.printed, 'a QR code').toContain('▄');
    const links = [...start.printed.matchAll(/http:\/\/([\w-]+)\.localhost:\d+\/rejoindre#(\w+)/g)];
    expect(links.map(([, name]) => name)).toEqual(['maitresse', 'tablette-1', 'tablette-2', 'tablette-3']);
    const tablet = await StrangerClient.enrol(`http://127.0.0.1:${port}`, links[1]![2]!);
    await tablet.pull();
    expect(tablet.document('class/990101').getMap('class').get('name')).toBe('CE2 A');
  }, 60_000);

  test('keeps its links and its data when started again, and stops both nodes when asked', async () => {
    const linksOf = ({ printed }: Start): string[] => printed.match(/http:\S+/g) ?? [];
    start = await new Start().ready();
    const links = linksOf(start);
    start.child.kill('SIGTERM');
    await start.ended;
    expect(await noneAnswers()).toBe(true);
    expect(start.child.exitCode).toBe(0);
    start = await new Start().ready();
    expect(linksOf(start)).toEqual(links);
  }, 90_000);

  test('leaves nothing running when it is killed itself', async () => {
    start = await new Start().ready();
    start.child.kill('SIGKILL');
    await until(noneAnswers, 20_000);
  }, 60_000);

  test('says in a sentence that a port is taken or no port at all', async () => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    start = new Start();
    await start.ended;
    server.close();
    await once(server, 'close');
    expect(start.printed).toBe(
      `Le port ${port} est déjà pris par un autre programme : arrêtez-le, ou choisissez-en un autre avec PORT.\n` +
        `Port ${port} is taken by another program: stop it, or choose another with PORT.\n`,
    );
    expect(start.child.exitCode).toBe(1);
    start = new Start({ ENT_PORT: 'huit' });
    await start.ended;
    expect(start.printed).toContain('ENT_PORT must be a number from 1 to 65535, not « huit ».');
  });
});

test('a node of the demonstration that dies is started again, and said', async () => {
  const said: string[] = [];
  const settings = { host: '127.0.0.1', port, entPort, dataDir, say: (sentence: string) => said.push(sentence) };
  const trolley = new Trolley(settings);
  await trolley.start();
  const killed = trolley.node('hub')?.pid;
  await trolley.node('hub')?.kill();
  await until(bothAnswer, 20_000);
  expect(trolley.node('hub')?.pid).not.toBe(killed);
  expect(said).toContain("La malle s'est arrêtée ; elle redémarre. — The hub stopped; starting it again.");
  await trolley.stop();
  expect(await noneAnswers()).toBe(true);
}, 60_000);
