import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, expect, test } from '@playwright/test';
import { chromiumLaunch } from '../../src/commands/launch/chromium.mjs';
import { freePort } from '../support/free-port.ts';
import { BUILT_APP } from '../support/journey.ts';
import { until } from '../support/until.ts';

const START = fileURLToPath(new URL('../../src/commands/start.ts', import.meta.url));

let dataDir: string;
let port: number;
let httpPort: number;
let trolley: ChildProcess;
let printed = '';
const browsers: Browser[] = [];

test.beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartable-https-'));
  [port, httpPort] = [await freePort(), await freePort()];
  const where = ['--data', dataDir, '--host', '127.0.0.1', '--port', String(port), '--http-port', String(httpPort)];
  const env = { ...process.env, APP_DIR: BUILT_APP };
  trolley = spawn(process.execPath, [START, '--trolley', '--name', 'Malle n° 3', ...where], { env });
  for (const stream of [trolley.stdout, trolley.stderr]) stream?.on('data', (text) => (printed += String(text)));
  await until(() => printed.includes('Ctrl-C'), 40_000);
});

test.afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  if (trolley.exitCode === null && trolley.signalCode === null) {
    trolley.kill('SIGKILL');
    await once(trolley, 'close');
  }
  await rm(dataDir, { recursive: true, force: true });
});

/** A browser for which the trolley's name leads here, as mDNS would say; it trusts the authority where told so. */
async function openBrowser(trusted: 'trusting' | 'not trusting'): Promise<Browser> {
  const authority = new X509Certificate(await readFile(join(dataDir, 'trust', 'malle.crt')));
  const key = createHash('sha256').update(authority.publicKey.export({ type: 'spki', format: 'der' }));
  const launch = chromiumLaunch();
  const browser = await chromium.launch({
    ...launch,
    args: [
      ...launch.args,
      '--host-resolver-rules=MAP malle-3.local 127.0.0.1',
      ...(trusted === 'trusting' ? [`--ignore-certificate-errors-spki-list=${key.digest('base64')}`] : []),
    ],
  });
  browsers.push(browser);
  return browser;
}

const setup = (): string => `http://malle-3.local:${httpPort}/`;
const app = (): string => `https://malle-3.local:${port}`;

test('a tablet that does not trust the trolley is told so, and what to do', async () => {
  const page = await (await openBrowser('not trusting')).newPage();
  await page.goto(setup());
  await expect(page.getByRole('heading', { name: 'ne fait pas encore confiance' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ouvrir Cartable' })).toBeHidden();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Certificat de la malle' }).click();
  expect((await download).suggestedFilename()).toBe('cartable-ca.crt');
  await expect(page.goto(app())).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
});

test('a tablet that trusts it opens Cartable; the head makes the first account; far from the trolley it opens still', async () => {
  const page = await (await openBrowser('trusting')).newPage();

  await test.step('the setup page says that all is ready, and leads to the app', async () => {
    await page.goto(setup());
    await expect(page.getByRole('heading', { name: 'fait confiance à la malle' })).toBeVisible();
    await page.getByRole('link', { name: 'Ouvrir Cartable' }).click();
    await expect(page).toHaveURL(new RegExp(`^${app()}/`));
    expect(await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.toJSON().nextHopProtocol)).toBe(
      'h2',
    );
  });

  await test.step('the code that the trolley printed makes the head’s account', async () => {
    const address = /https:\S+\/ecole#\S+/.exec(printed)?.[0] ?? '';
    await page.goto(address);
    await expect(page.getByLabel('Code de mise en service')).toHaveValue(/^(\w{4}-){2}\w{4}$/);
    await page.getByLabel('Nom affiché').fill('Mme Vellayen');
    await page.getByLabel('Identifiant').fill('direction');
    await page.getByLabel('Nouveau mot de passe').fill('quatre mots au soleil 7');
    await page.getByRole('button', { name: 'Créer le compte' }).click();
    await expect(page.getByRole('button', { name: 'Quitter le bureau' })).toBeVisible();
  });

  await test.step('the service worker is in place; without the trolley the app opens', async () => {
    await page.goto(app());
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    trolley.kill('SIGKILL');
    await once(trolley, 'close');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});
