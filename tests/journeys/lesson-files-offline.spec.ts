import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { CONTENT } from '../../src/server/demonstration/school.ts';
import { expect, test } from '../support/journey.ts';
import type { Tablet } from '../support/journey-tablet.ts';

const LESSON = 'La tortue verte';
/** A slow access point: the lesson's 1.6 MB take some seconds, so that their coming can be seen. */
const SLOW_WIFI_BYTES_PER_SECOND = 500_000;

test('a lesson with its files is handed out, and opens on a tablet that is reloaded far from any hub', async ({
  school,
  trolley,
}) => {
  const [teacher, tablet, slowTablet] = [
    await school.openTeacher(),
    await school.openTablet(1),
    await school.openTablet(2),
  ];

  await test.step('two pupils sit before an empty satchel', async () => {
    await tablet.signIn('Mélissa');
    await expect(tablet.nothingToDo).toBeVisible();
    await slowTablet.signIn('Léa');
    await expect(slowTablet.nothingToDo).toBeVisible();
    await slowDown(slowTablet);
  });

  await test.step('the teacher hands the lesson out to the class, and the tablets show it', async () => {
    await teacher.openLesson(LESSON);
    await teacher.chooseAudience('class');
    const before = performance.now();
    await teacher.confirmHandOut();
    await tablet.task(LESSON).waitFor(); // looks at every frame
    const milliseconds = Math.round(performance.now() - before);
    test.info().annotations.push({ type: 'from the click to the other screen', description: `${milliseconds} ms` });
    await expect(slowTablet.task(LESSON)).toBeVisible();
  });

  await test.step('the files arrive in the background: a bar says how far they are', async () => {
    await expect(slowTablet.filesComing).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/);
    await expect(slowTablet.filesReady).toBeVisible({ timeout: 30_000 });
    await expect(tablet.filesReady).toBeVisible();
    await tablet.canOpenOffline();
  });

  await test.step('the hub dies, and the tablet is reloaded: its satchel still opens', async () => {
    await trolley.kill('hub');
    await tablet.handOver('Mélissa');
    await tablet.page.reload();
    await tablet.signIn('Mélissa');
    await tablet.expectSight('away');
    await tablet.begin(LESSON);
  });

  await test.step('every file is the one that was handed out', async () => {
    expect(await wrongFiles(tablet)).toEqual([]);
  });

  await test.step('the reading shows its page', async () => {
    const page = tablet.page.getByRole('region', { name: 'Le voyage de la tortue verte' });
    await expect(page).toContainText('tortue');
    await expect.poll(() => inkOn(tablet)).toBeGreaterThan(1000);
  });

  await test.step('the recorded instruction plays', async () => {
    await tablet.page.getByRole('button', { name: 'J’écoute la consigne' }).click();
    await expect(tablet.page.getByRole('button', { name: 'J’arrête la consigne' })).toBeVisible();
    await expect.poll(() => playedSeconds(tablet)).toBeGreaterThan(0);
  });

  await test.step('the picture shows', async () => {
    await tablet.goTo('Les mots de la tortue');
    await expect(tablet.page.getByRole('img', { name: /Une tortue verte nage près du récif/ })).toBeVisible();
    const width = () => tablet.page.locator('main img').evaluate((image: HTMLImageElement) => image.naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
  });

  await test.step('the sound plays', async () => {
    await tablet.goTo('Écoute la mer');
    await tablet.page.getByRole('button', { name: 'Écouter', exact: true }).click();
    await expect.poll(() => playedSeconds(tablet)).toBeGreaterThan(0);
  });

  await test.step('the film plays and seeks, from ranges that the service worker serves', async () => {
    await tablet.goTo('De l’œuf à la plage'.replace('’', "'"));
    await tablet.page.getByRole('button', { name: 'Regarder', exact: true }).click();
    await expect.poll(() => playedSeconds(tablet)).toBeGreaterThan(0);
    const seek = await seekTo(tablet, 0.8);
    expect(seek.reached).toBeCloseTo(seek.wanted, 0);
    expect(seek.seekableUntil).toBeCloseTo(seek.duration, 0);
    expect(await rangeOfFilm(tablet)).toEqual({
      status: 206,
      contentRange: expect.stringMatching(/^bytes 100-199\//),
      bytes: 100,
    });
    await expect(tablet.page.getByText('Ce fichier ne s’ouvre pas')).toHaveCount(0);
  });

  await test.step('the exercise is marked', async () => {
    await tablet.goTo('As-tu bien compris ?');
    await tablet.answer('Sur un rocher du récif');
    await expect(tablet.page.getByText('Pas encore. Regarde bien et essaie encore.')).toBeVisible();
    await tablet.page.getByRole('button', { name: 'J’essaie encore' }).click();
    await tablet.answer('Dans un trou, sur la plage');
    await expect(tablet.page.getByText('Bravo, c’est juste !')).toBeVisible();
    await tablet.page.getByRole('button', { name: 'Question suivante' }).click();
    await expect(tablet.page.getByText('Question 2 sur 4')).toBeVisible();
    await tablet.expectTicks(1);
  });
});

/** From now on this tablet's files come as over a poor access point. */
async function slowDown(tablet: Tablet): Promise<void> {
  const session = await tablet.page.context().newCDPSession(tablet.page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 20,
    downloadThroughput: SLOW_WIFI_BYTES_PER_SECOND,
    uploadThroughput: SLOW_WIFI_BYTES_PER_SECOND,
  });
}

/** Asks the tablet for each file of the lesson and hashes what it gives; lists those that are not whole. */
async function wrongFiles(tablet: Tablet): Promise<string[]> {
  const names = (await readdir(CONTENT)).filter((name) => /\.(pdf|webp|mp3|webm|vtt)$/.test(name));
  const digests = await Promise.all(
    names.map(async (name) =>
      createHash('sha256')
        .update(await readFile(new URL(name, CONTENT)))
        .digest('hex'),
    ),
  );
  const given = await tablet.page.evaluate(async (wanted) => {
    const toHex = (bytes: ArrayBuffer) =>
      [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return Promise.all(
      wanted.map(async (sha256) => {
        const response = await fetch(`/files/${sha256}`);
        return toHex(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
      }),
    );
  }, digests);
  return names.filter((_, index) => given[index] !== digests[index]);
}

/** Pixels of the drawn page that are not white. */
function inkOn(tablet: Tablet): Promise<number> {
  return tablet.page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    if (canvas.width === 0 || canvas.height === 0) return 0;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 0 && data[at]! < 200) ink++;
    return ink;
  });
}

function playedSeconds(tablet: Tablet): Promise<number> {
  return tablet.page.evaluate(() => {
    const media = [...document.querySelectorAll<HTMLMediaElement>('audio, video')];
    return Math.max(0, ...media.map(({ currentTime }) => currentTime));
  });
}

/** Moves the film to this share of its length. */
function seekTo(tablet: Tablet, share: number) {
  return tablet.page.locator('video').evaluate(async (video: HTMLVideoElement, share) => {
    video.pause();
    const wanted = video.duration * share;
    const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = wanted;
    await seeked;
    const seekableUntil = video.seekable.length === 0 ? 0 : video.seekable.end(video.seekable.length - 1);
    return { wanted, reached: video.currentTime, seekableUntil, duration: video.duration };
  }, share);
}

function rangeOfFilm(tablet: Tablet) {
  return tablet.page.locator('video').evaluate(async (video: HTMLVideoElement) => {
    const response = await fetch(video.src, { headers: { range: 'bytes=100-199' } });
    const bytes = (await response.arrayBuffer()).byteLength;
    return { status: response.status, contentRange: response.headers.get('content-range'), bytes };
  });
}
