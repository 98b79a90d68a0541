import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../support/journey.ts';

const LESSON = 'La tortue verte';
const PAGE = "À vous d'écrire";

test('far from the hub a pupil writes, and neither a reload nor a browser that dies takes a letter', async ({
  school,
  trolley,
}) => {
  const disk = await school.makeDisk();
  let tablet = await school.openTabletOn(disk, 1);
  const teacher = await school.openTeacher();

  await test.step('a lesson is on the tablet when the hub dies', async () => {
    await tablet.join();
    await tablet.signIn('Nasrine');
    await teacher.openLesson(LESSON);
    await teacher.handOut({ pupil: 'Nasrine' });
    await expect(tablet.filesReady).toBeVisible();
    await tablet.canOpenOffline();
    await trolley.kill('hub');
    await tablet.expectSight('away');
  });

  await test.step('the address of a step opens that step after a reload', async () => {
    await tablet.begin(LESSON);
    await tablet.goTo(PAGE);
    await tablet.page.reload();
    await expect(tablet.page.getByRole('heading', { level: 2, name: PAGE })).toBeVisible();
    await expect(tablet.title).toHaveText(LESSON);
  });

  await test.step('what is written is kept, and a reload gives it back', async () => {
    await tablet.write('La tortue nage vite.');
    await tablet.expectTicks(1);
    await expect(tablet.kept).toBeVisible();
    await tablet.page.reload();
    await expect(tablet.writing).toHaveText('La tortue nage vite.');
  });

  const address = tablet.page.url();

  await test.step('the browser dies as soon as the tick is seen', async () => {
    await tablet.write(' Elle remonte pour respirer.');
    await expect(tablet.kept).toBeVisible();
    await tablet.expectTicks(1);
    await killBrowser(tablet.page.context());
  });

  await test.step('the tablet opens again, asks who it is, and takes no wrong pictures', async () => {
    tablet = await school.openTabletOn(disk, 1);
    await tablet.page.goto(address);
    await tablet.chooseClass();
    await tablet.chooseFace('Nasrine');
    await tablet.tapPictures('moon', 'moon', 'boat');
    await expect(tablet.page.getByText('Ce ne sont pas tes images. Essaie encore.')).toBeVisible();
    await tablet.tapPictures('sun', 'fish', 'key');
  });

  await test.step('the page is as it was, still far from any hub', async () => {
    await expect(tablet.writing).toHaveText('La tortue nage vite. Elle remonte pour respirer.');
    await tablet.expectTicks(1);
    await tablet.expectSight('away');
  });
});

/** Ends the browser's process at once, as an empty battery would: it cannot write anything more. */
async function killBrowser(context: BrowserContext): Promise<void> {
  const session = await context.newCDPSession(context.pages()[0]!);
  const closed = context.waitForEvent('close');
  await session.send('Browser.crash').catch(() => undefined); // the answer dies with it
  await closed;
}
