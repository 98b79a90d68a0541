import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTENT } from '../../src/server/demonstration/school.ts';
import { expect, test } from '../support/journey.ts';
import { FOUND_AGAIN_MS } from '../support/journey-tablet.ts';
import type { TestTrolley } from '../support/server.ts';

const LESSON = 'La tortue verte';
const PICTURE = 'Les mots de la tortue';
const SHOWN = /Une tortue verte nage près du récif/;

test('a file that arrives damaged is not shown, which the tablet says calmly; it asks again until it is whole [S18]', async ({
  school,
}) => {
  const teacher = await school.openTeacher();
  const tablet = await school.openTablet(1);
  await tablet.signIn('Anaïs');

  const picture = await readFile(new URL('tortue-image.webp', CONTENT));
  const name = sha256(picture);
  let tries = 0;
  let isLineBad = true;
  await tablet.page.route(`**/api/files/${name}`, (route) => {
    tries += 1;
    // It fits one range, so that the whole of it answers.
    return isLineBad ? route.fulfill({ status: 206, body: oneBitTurned(picture) }) : route.continue();
  });

  await test.step('the lesson comes, but for its picture', async () => {
    await teacher.openLesson(LESSON);
    await teacher.handOut('class');
    await expect(tablet.filesBroken).toBeVisible();
    await expect(tablet.filesComing).toHaveAttribute('aria-valuenow', /^\d\d$/);
    await expect(tablet.filesReady).toHaveCount(0);
  });

  await test.step('the rest can be worked on; where the picture should be, no half of it is shown', async () => {
    await tablet.begin(LESSON);
    await expect(tablet.page.getByRole('region', { name: 'Le voyage de la tortue verte' })).toContainText('tortue');
    await tablet.goTo(PICTURE);
    await expect(tablet.page.getByRole('progressbar', { name: PICTURE })).toHaveAttribute('aria-valuenow', '0');
    await expect(tablet.page.getByText('Tu peux faire une autre étape en attendant.')).toBeVisible();
    await expect(tablet.page.getByRole('img', { name: SHOWN })).toHaveCount(0);
    await expect(tablet.page.getByRole('alert')).toHaveCount(0);
  });

  await test.step('it is asked for again and again, and once it comes whole it is there', async () => {
    const before = tries;
    await expect.poll(() => tries, { timeout: FOUND_AGAIN_MS }).toBeGreaterThan(before);
    await expect(tablet.page.getByRole('img', { name: SHOWN })).toHaveCount(0);
    isLineBad = false;
    await expect(tablet.page.getByRole('img', { name: SHOWN })).toBeVisible({ timeout: FOUND_AGAIN_MS });
  });
});

test('a file that rots on the hub’s disk is never given out as it is; it comes whole again from the school [S18]', async ({
  school,
  trolley,
}) => {
  const teacher = await school.openTeacher();
  const tablet = await school.openTablet(1);
  await tablet.signIn('Gabriel');
  school.watch.allow(/status of 404 .*\/api\/files\//);
  const picture = await readFile(new URL('tortue-image.webp', CONTENT));
  await trolley.cut({ uplink: false });
  await writeFile(placeAtTheHub(trolley, picture), oneBitTurned(picture));

  await teacher.openLesson(LESSON);
  await teacher.handOut('class');
  await expect(tablet.task(LESSON)).toBeVisible();
  await tablet.begin(LESSON);
  await tablet.goTo('Écoute la mer');
  await expect(tablet.page.getByRole('button', { name: 'Écouter', exact: true })).toBeVisible();
  await tablet.goTo(PICTURE);
  await expect(tablet.page.getByRole('progressbar', { name: PICTURE })).toHaveAttribute('aria-valuenow', '0');
  await expect(tablet.page.getByRole('img', { name: SHOWN })).toHaveCount(0);

  await trolley.cut({ uplink: true });
  await expect(tablet.page.getByRole('img', { name: SHOWN })).toBeVisible({ timeout: FOUND_AGAIN_MS });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function placeAtTheHub(trolley: TestTrolley, file: Uint8Array): string {
  const name = sha256(file);
  return join(trolley.dataDir, 'hub', 'files', name.slice(0, 2), name);
}

/** The same bytes but for one bit in the middle. */
function oneBitTurned(bytes: Buffer): Buffer {
  const turned = Buffer.from(bytes);
  const middle = Math.floor(turned.length / 2);
  turned[middle] = turned[middle]! ^ 1;
  return turned;
}
