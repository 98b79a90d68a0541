import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, expect, type Page, test } from '@playwright/test';
import { chromiumLaunch } from '../../src/commands/launch/chromium.mjs';
import { freePort } from '../support/free-port.ts';
import { expectGoodScreen } from '../support/journey-screen.ts';
import { BUILT_APP } from '../support/journey.ts';
import { until } from '../support/until.ts';

test.skip(process.platform === 'win32', 'its scripts are tried by hand there');

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('../../src/commands/package.ts', import.meta.url));

let far: string;
let port: number;
let started: ChildProcess | undefined;
let printed = '';

/** A machine on which nothing of ours is installed: no Node, no npm. */
const bare = () => ({ PATH: join(far, 'bin'), HOME: far, LANG: 'C' });
const inPackage = (name: string): string => join(far, 'mes programmes', 'cartable-malle', name);
const data = (): string => join(far, 'mes programmes', 'cartable-donnees');

test.beforeAll(async () => {
  test.setTimeout(90_000);
  far = await mkdtemp(join(tmpdir(), 'cartable-far-'));
  port = await freePort();
  const [made, place] = [join(far, 'made', 'cartable-malle'), join(far, 'mes programmes')];
  const { stdout } = await run(process.execPath, [PACKAGE, '--to', made], {
    env: { ...process.env, APP_DIR: BUILT_APP },
  });
  const archive = /en un seul fichier : (\S+\.tar\.gz)/.exec(stdout)?.[1] ?? '';
  await mkdir(place);
  await run('tar', ['-xzf', archive, '-C', place]);
  await rm(join(far, 'made'), { recursive: true });
  await mkdir(join(far, 'bin'));
  const { stdout: dirname } = await run('sh', ['-c', 'command -v dirname']);
  await symlink(dirname.trim(), join(far, 'bin', 'dirname'));
});

test.afterAll(async () => {
  await stop('SIGKILL');
  await rm(far, { recursive: true, force: true });
});

async function start(program: string, args: readonly string[]): Promise<void> {
  printed = '';
  started = spawn(program, args, { cwd: far, env: bare() });
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (text) => (printed += String(text)));
  await until(() => printed.includes('Ctrl-C') || started?.exitCode !== null, 40_000);
  expect(printed).toContain('est ouverte');
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (!started || started.exitCode !== null || started.signalCode !== null) return;
  started.kill(signal);
  await once(started, 'close');
}

/** The app's page over HTTPS, for who trusts this authority. */
function appFor(ca: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, ca }, (response) => {
      let body = '';
      response.on('data', (piece) => (body += String(piece)));
      response.on('end', () => resolve(body));
    }).once('error', reject);
  });
}

async function makeFirstAccount(page: Page): Promise<void> {
  await page.goto(`https://localhost:${port}/ecole#${/\/ecole#(\S+)/.exec(printed)?.[1]}`);
  await page.getByLabel('Nom affiché').fill('Mme Vellayen');
  await page.getByLabel('Identifiant').fill('direction');
  await page.getByLabel('Nouveau mot de passe').fill('quatre mots au soleil 7');
  await page.getByRole('button', { name: 'Créer le compte' }).click();
}

test('copied to a bare laptop it starts, keeps its data, is saved from the office, and goes on on a new laptop as a service', async () => {
  const httpPort = String(await freePort());
  const where = ['--host', '127.0.0.1', '--port', String(port), '--http-port', httpPort];
  let ca = Buffer.alloc(0);
  const saved = join(far, 'clé USB', 'sauvegarde.tar');

  await test.step('it starts without Node or npm on the machine, and tablets that trust it get the app', async () => {
    await start(inPackage('demarrer.sh'), ['--name', 'Malle n° 9', ...where]);
    ca = await readFile(join(data(), 'trust', 'malle.crt'));
    expect(await appFor(ca)).toContain('<title>Cartable</title>');
  });

  await test.step('the head makes the first account and a backup, and takes it away', async () => {
    const launch = chromiumLaunch();
    const browser = await chromium.launch({ ...launch, args: [...launch.args, '--ignore-certificate-errors'] });
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await makeFirstAccount(page);
    await page.getByRole('link', { name: 'Sauvegarde' }).click();
    await page.getByRole('button', { name: 'Faire une sauvegarde maintenant' }).click();
    await expect(page.getByText('C’est fait, et relu.')).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Télécharger la sauvegarde' }).click();
    await (await download).saveAs(saved);
    await expectGoodScreen(page, 'backups', 'adult');
    await page.goto(`http://localhost:${httpPort}/`);
    await expectGoodScreen(page, 'setup page', 'adult');
    await browser.close();
  });

  await test.step('stopped and started again it is the same: the same authority, the same account', async () => {
    await stop('SIGTERM');
    await start(inPackage('demarrer.sh'), ['--host', '127.0.0.1']);
    expect(printed).not.toContain('/ecole#');
    expect(await appFor(ca)).toContain('<title>Cartable</title>');
    await stop('SIGTERM');
  });

  await test.step('from the backup, on another disk, by the command of the service’s own file', async () => {
    const fresh = join(far, 'nouveau', 'données');
    await run(inPackage('restaurer.sh'), ['--from', saved, '--data', fresh], { env: bare() });
    const service = join(far, 'service');
    const args = ['--data', fresh, '--host', '127.0.0.1', '--service-files', service];
    await run(inPackage('demarrer.sh'), args, { env: bare() });
    const unit = await readFile(join(service, 'cartable.service'), 'utf8');
    const command = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '';
    const [node = '', ...rest] = [...command.matchAll(/"([^"]*)"/g)].map(([, part = '']) => part);
    expect(node).toBe(inPackage('node/node'));
    await start(node, rest);
    expect(printed).not.toContain('/ecole#');
    expect(await appFor(ca)).toContain('<title>Cartable</title>');
  });
});
