import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';
import { must } from './target.ts';

/** The most that a hub may hold in memory beyond what it held at first, in MiB: two messages of 8 MiB and their decoding fit. */
const MEMORY_MIB = 200;
/** A healthy hub answers a ping in milliseconds; this is a busy machine. */
const PING_MS = 2_000;

export const CANARY = 'SECRET-OF-ANOTHER-FOLDER';
const SUBTITLES = readFileSync(new URL('../../src/server/demonstration/content/tortue-eclosion.vtt', import.meta.url));
const FILE = `/api/files/${createHash('sha256').update(SUBTITLES).digest('hex')}`;
const WORK = 'work/fuzz/990101-01';

/** A real hub with a built app of two files, and a secret beside it that nobody may read through it. */
export class FuzzedHub {
  readonly trolley: TestTrolley;
  /** The honest tablet's credential, for inputs that come from an enrolled device. */
  readonly honest: StrangerClient;
  /** The path of a file that the hub has and the honest tablet may read. */
  readonly file = FILE;
  readonly #folder: string;
  readonly #pid: number;
  readonly #memory: number;
  #lines = 0;
  #letters = 0;

  private constructor(trolley: TestTrolley, honest: StrangerClient, folder: string, memory: number) {
    this.trolley = trolley;
    this.honest = honest;
    this.#folder = folder;
    this.#pid = trolley.pid('hub');
    this.#memory = memory;
  }

  static async open(): Promise<FuzzedHub> {
    const folder = await mkdtemp(join(tmpdir(), 'cartable-fuzz-'));
    const appDir = join(folder, 'app');
    await mkdir(join(appDir, 'assets'), { recursive: true });
    await writeFile(join(appDir, 'index.html'), '<!doctype html><title>Cartable</title>');
    await writeFile(join(appDir, 'assets', 'main.js'), 'export {};');
    for (const path of [join(folder, 'secret.txt'), join(appDir, '.secret')]) await writeFile(path, CANARY);
    const trolley = await TestTrolley.start({ appDir });
    const teacher = await StrangerClient.enrol(trolley.hub, trolley.codes.teacher.code);
    const honest = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[0]!.code);
    await teacher.pull();
    await teacher.write('assignment/fuzz', 'enseignant-1', (ydoc) => {
      const map = ydoc.getMap('assignment');
      const fields = { class: '990101', lesson: 'tortue-verte', by: 'enseignant-1', handedOutAt: 0 };
      for (const [name, value] of Object.entries(fields)) map.set(name, value);
      map.set('audience', { kind: 'class' });
    });
    await honest.pull();
    const file = await fetch(trolley.hub + FILE, { headers: { authorization: honest.authorization } });
    must(file.status === 200, `a file that is there is answered with ${file.status}`);
    return new FuzzedHub(trolley, honest, folder, await memoryOf(trolley.pid('hub')));
  }

  get port(): number {
    return Number(new URL(this.trolley.hub).port);
  }

  /** Throws where the hub is not the one that it was: gone, slow, complaining of itself, swollen, or deaf to an honest tablet. */
  async checkHealth(): Promise<void> {
    must(
      this.trolley.pid('hub') === this.#pid && isAlive(this.#pid),
      `the hub has ended: ${this.trolley.printed.at(-1)}`,
    );
    const answer = await fetch(`${this.trolley.hub}/api/ping`, { signal: AbortSignal.timeout(PING_MS) });
    must(answer.ok, `a ping is answered with ${answer.status}`);
    const lines = this.trolley.printed.slice(this.#lines);
    this.#lines += lines.length;
    const complaint = lines.find((line) => / error: |Uncaught|Unhandled|at .+\.ts:\d+/.test(line));
    must(complaint === undefined, `the hub says: ${complaint}`);
    const grown = (await memoryOf(this.#pid)) - this.#memory;
    must(grown < MEMORY_MIB, `the hub has grown by ${grown.toFixed(0)} MiB`);
    await this.#checkSync();
  }

  async close(): Promise<void> {
    await this.trolley.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #checkSync(): Promise<void> {
    this.#letters += 1;
    const { s } = await this.honest.write(WORK, '990101-01', (ydoc) => ydoc.getText('page').insert(0, 'a'));
    must(s === 'ok', `an honest edit is answered with ${s}`);
    // A device that knows nothing, under a credential of before: while wrong codes come in, the hub enrols nobody.
    const reader = new StrangerClient(this.trolley.hub, credentialOf(this.honest));
    await reader.pull();
    const length = reader.document(WORK).getText('page').length;
    must(length >= this.#letters, `of ${this.#letters} honest letters ${length} come through`);
  }
}

/** What an honest device says to be known. */
export function credentialOf({ authorization }: StrangerClient): { device: string; secret: string } {
  const [device = '', secret = ''] = authorization.replace('Bearer ', '').split('.');
  return { device, secret };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: there is no such process any more
  }
}

/** What the process holds now, in MiB; Linux tells it, elsewhere it is not looked at. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
