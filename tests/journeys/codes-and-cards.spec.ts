import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumLaunch } from '../../src/commands/launch/chromium.mjs';
import { cardWords } from '../../src/ui/words/card.ts';
import { joinWords } from '../../src/ui/words/join.ts';
import { keysWords } from '../../src/ui/words/keys.ts';
import { lockWords } from '../../src/ui/words/lock.ts';
import { filmOfDrawing } from '../support/camera-film.ts';
import { expect, test } from '../support/journey.ts';
import { FOUND_AGAIN_MS } from '../support/journey-tablet.ts';

const [keys, lock] = [keysWords.fr, lockWords.fr];
/** What the camera of every tablet sees; made in the course of the story, before anyone looks. */
const FILM = join(tmpdir(), `cartable-camera-${process.pid}.y4m`);
const launch = chromiumLaunch();

test.use({
  launchOptions: {
    ...launch,
    args: [
      ...launch.args,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${FILM}`,
    ],
  },
});
test.afterAll(() => rm(FILM, { force: true }));

test('a teacher gives a code and cards, withdraws one, and locks her computer', async ({ school, trolley }) => {
  const teacher = await school.openTeacher();
  const tablet = await school.openTablet(1);
  const button = (name: string) => teacher.page.getByRole('button', { name, exact: true });
  await tablet.chooseClass();
  await tablet.canOpenOffline();

  await test.step('far from the trolley she gives Mélissa a code and makes the class’s cards', async () => {
    await teacher.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await trolley.cut({ wifi: false });
    await teacher.page.getByRole('link', { name: teacher.say.myPupils }).click();
    await button(keys.newCodeOf('Mélissa')).click();
    await teacher.dialog.getByRole('button', { name: keys.code.withChild }).click();
    for (const name of ['la lune', 'la lune', 'l’arbre'])
      await teacher.dialog.getByRole('button', { name, exact: true }).click();
    await teacher.dialog.getByRole('button', { name: keys.code.give }).click();
    await expect(teacher.done).toHaveText(keys.done.code('Mélissa'));
    await button(keys.allCards.action).click();
    await teacher.dialog.getByRole('button', { name: keys.allCards.make }).click();
    await expect(teacher.page.getByRole('listitem')).toHaveCount(25);
    await writeFile(FILM, await filmOfDrawing(teacher.page.getByRole('img', { name: keys.sheet.square('Mélissa') })));
    await button(keys.sheet.finish).click();
    await trolley.cut({ wifi: true });
  });

  await test.step('the tablet hears of it: the card opens, and then the new code alone, far from the trolley', async () => {
    const myCard = tablet.page.getByRole('button', { name: tablet.say.signIn.myCard });
    await expect(myCard).toBeVisible({ timeout: FOUND_AGAIN_MS });
    await trolley.cut({ wifi: false });
    await myCard.click();
    await expect(tablet.title).toHaveText(tablet.say.signIn.mySatchel);
    await tablet.handOver('Mélissa');
    await tablet.chooseFace('Mélissa');
    await tablet.tapPictures('sun', 'fish', 'key');
    await expect(tablet.page.getByText(tablet.say.signIn.wrong)).toBeVisible();
    await tablet.tapPictures('moon', 'moon', 'tree');
    await expect(tablet.title).toHaveText(tablet.say.signIn.mySatchel);
    await tablet.handOver('Mélissa');
    await trolley.cut({ wifi: true });
  });

  await test.step('the card is lost and withdrawn: it opens nothing any more', async () => {
    await button(keys.cardOf('Mélissa')).click();
    await teacher.dialog.getByRole('button', { name: keys.oneCard.take }).click();
    await expect(teacher.done).toHaveText(keys.done.taken('Mélissa'));
    // Until the tablet has heard of it, the card still lets her in.
    await expect(async () => {
      const { page, say } = tablet;
      if (await page.getByRole('button', { name: say.signIn.me('Mélissa') }).isVisible())
        await tablet.handOver('Mélissa');
      if (!(await page.getByRole('dialog').isVisible()))
        await page.getByRole('button', { name: say.signIn.myCard }).click();
      await expect(page.getByText(cardWords.fr.said.unknown)).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: FOUND_AGAIN_MS });
  });

  await test.step('she locks her computer; another window asks for the PIN, also far from the trolley', async () => {
    await button(lock.lock).click();
    await teacher.dialog.getByLabel(lock.choose.digits(4, 8)).fill('2580');
    await teacher.dialog.getByLabel(lock.choose.again).fill('2580');
    await teacher.dialog.getByRole('button', { name: lock.choose.go }).click();
    await expect(teacher.dialog).toBeHidden();
    await trolley.cut({ wifi: false });
    const window = await teacher.page.context().newPage();
    await window.goto(school.link('maitresse', '/classe/eleves'));
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(lock.title);
    await window.getByLabel(lock.ask).fill('2580');
    await window.getByRole('button', { name: lock.open }).click();
    await expect(window.getByRole('heading', { name: keys.title })).toBeVisible();
    await window.close();
    await trolley.cut({ wifi: true });
  });

  await test.step('a new code of the school’s opens it without the PIN', async () => {
    await teacher.page.goto('about:blank');
    await teacher.page.goto(school.link('maitresse', `/rejoindre#${trolley.codes.teacher.code}`));
    await button(joinWords.fr.useNewCode).click();
    await teacher.page.getByRole('link', { name: teacher.say.myPupils }).click();
    await teacher.page.reload();
    await expect(teacher.page.getByRole('heading', { name: keys.title })).toBeVisible();
  });
});
