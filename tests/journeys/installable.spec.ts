import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession } from '@playwright/test';
import { chromiumLaunch } from '../../src/commands/launch/chromium.mjs';
import { OUTBOX_TAG } from '../../src/device/background-sync.ts';
import { BUILT_APP, expect, test as journey } from '../support/journey.ts';
import type { Tablet } from '../support/journey-tablet.ts';
import type { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';

const LESSON = 'La tortue verte';
const PAGE = "À vous d'écrire";

/** A copy of the built app, which a story may replace by a newer version. */
const test = journey.extend({
  appDir: async ({ browserName: _ }, use) => {
    const appDir = await mkdtemp(join(tmpdir(), 'cartable-app-'));
    await cp(BUILT_APP, appDir, { recursive: true });
    await use(appDir);
    await rm(appDir, { recursive: true });
  },
});

// Installing, and waking an app up, are the browser's own.
test.use({ launchOptions: chromiumLaunch({ whole: true }) });

test('the browser may install the app, and it asks nobody but the trolley', async ({ school }) => {
  // A private window may install nothing, so this tablet has a disk.
  const tablet = await school.openTabletOn(await school.makeDisk(), 1);
  await tablet.join();
  await tablet.canOpenOffline();
  const session = await tablet.page.context().newCDPSession(tablet.page);

  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);

  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(JSON.parse(manifest.data ?? '')).toMatchObject({ display: 'standalone', lang: 'fr' });

  await tablet.signIn('Aaron');
  expect(school.watch.hosts).toEqual([new URL(tablet.page.url()).host]);
});

test('a newer version of the app waits until nobody holds the tablet', async ({ school, appDir }) => {
  const tablet = await school.openTablet(1);
  await tablet.signIn('Aminata');
  await tablet.canOpenOffline();

  await test.step('the hub gets a newer version; a reload brings it to the tablet, where it waits', async () => {
    await makeNewer(appDir);
    await tablet.page.reload();
    await expect.poll(() => isVersionWaiting(tablet)).toBe(true);
  });

  await test.step('Aminata goes on undisturbed', async () => {
    await tablet.page.evaluate(() => (document.body.dataset.sitting = 'hers'));
    await expect(tablet.nothingToDo).toBeVisible();
    await tablet.page.getByRole('button', { name: 'Aminata : c’est toi' }).click();
    await tablet.page.getByRole('button', { name: 'Fermer' }).click();
    expect(await isVersionWaiting(tablet)).toBe(true);
    expect(await tablet.page.evaluate(() => document.body.dataset.sitting)).toBe('hers');
    expect(await version(tablet)).toBeUndefined();
  });

  await test.step('she gives the tablet back: the newer version takes over', async () => {
    await tablet.handOver('Aminata');
    // The page is loaded anew when it takes over: a question asked meanwhile is asked again.
    await expect(async () => expect(await version(tablet)).toBe('newer')).toPass();
    await expect(async () => expect(await isVersionWaiting(tablet)).toBe(false)).toPass();
    await expect(tablet.title).toBeVisible();
  });
});

test('with the app closed, the browser’s own wake-up carries what waits to the hub [S16]', async ({
  school,
  trolley,
}) => {
  const teacher = await school.openTeacher();
  const tablet = await school.openTablet(1);
  await tablet.signIn('Chloé');
  await teacher.openLesson(LESSON);
  await teacher.handOut('class');
  await tablet.begin(LESSON);
  await tablet.goTo(PAGE);
  await tablet.canOpenOffline();

  await trolley.kill('hub');
  await tablet.write('La tortue dort sous l’eau.');
  await tablet.expectTicks(1);
  const context = tablet.page.context();
  const origin = new URL(tablet.page.url()).origin;
  const elsewhere = await context.newPage();
  await tablet.page.close();

  await trolley.begin('hub');
  expect(await writtenAtTheHub(trolley)).not.toContain('La tortue dort');
  await wakeOutbox(await context.newCDPSession(elsewhere), origin);
  await expect.poll(() => writtenAtTheHub(trolley)).toContain('La tortue dort sous l’eau.');
});

/** Puts another version in the place of the app: its page says so, and so its worker lists another page. */
async function makeNewer(appDir: string): Promise<void> {
  const [page, worker] = [join(appDir, 'index.html'), join(appDir, 'sw.js')];
  const before = await readFile(page, 'utf8');
  const after = before.replace('<html ', '<html data-version="newer" ');
  expect(after).not.toBe(before);
  const script = await readFile(worker, 'utf8');
  expect(script).toContain(revision(before));
  await replace(page, after);
  await replace(worker, script.replace(revision(before), revision(after)));
}

/** Writes the file and removes its compressed twins, which the hub would hand out instead. */
async function replace(path: string, content: string): Promise<void> {
  await Promise.all(['.gz', '.br'].map((ending) => rm(path + ending, { force: true })));
  await writeFile(path, content);
}

/** As the build names a file's content in the worker's list. */
const revision = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

const version = (tablet: Tablet): Promise<string | undefined> =>
  tablet.page.evaluate(() => document.documentElement.dataset.version);

const isVersionWaiting = (tablet: Tablet): Promise<boolean> =>
  tablet.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting != null);

/** What the browser does by itself when it believes that a network is back. */
async function wakeOutbox(session: CDPSession, origin: string): Promise<void> {
  const registered = new Promise<string>((resolve) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (ours) resolve(ours.registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag: OUTBOX_TAG, lastChance: false });
}

/** All pages of works that the hub gives to another tablet. */
async function writtenAtTheHub(trolley: TestTrolley): Promise<string> {
  const client = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[2]!.code);
  await client.pull();
  return [...client.documents.values()].map((ydoc) => ydoc.getXmlFragment('page:ecrire').toString()).join('\n');
}
