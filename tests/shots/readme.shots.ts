import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { PROJECT } from '../../src/commands/launch/places.mjs';
import { lockWords } from '../../src/ui/words/lock.ts';
import { expect, test as journey } from '../support/journey.ts';
import type { Tablet } from '../support/journey-tablet.ts';
import { TestTrolley } from '../support/server.ts';
import { smallPng } from './small-png.ts';

const FOLDER = join(PROJECT, '.github', 'screenshots');
/** A README is read on slow lines too. */
const LARGEST_BYTES = 150_000;

const LESSON = 'La tortue verte';
const GROUP = 'Îlot des geckos';
const QUESTIONS = 'As-tu bien compris ?';
const PAGE = "À vous d'écrire";
/** A Monday morning, so that the pictures of two days are alike. */
const MORNING = new Date('2026-09-14T09:10:00+02:00');

/** The addresses on the pictures are those that a visitor gets from `npm start`. */
const test = journey.extend({
  trolley: async ({ appDir }, use) => {
    const trolley = await TestTrolley.start({ appDir, env: { hub: { PORT: '8080' } } });
    await use(trolley);
    await trolley.close();
  },
});

test('the main screens', async ({ school, trolley }) => {
  await mkdir(FOLDER, { recursive: true });
  const [teacher, hers, his] = [await school.openTeacher(), await school.openTablet(1), await school.openTablet(2)];
  for (const { page } of [teacher, hers, his]) await page.clock.setFixedTime(MORNING);

  await test.step('Qui es-tu ?', async () => {
    await hers.chooseClass();
    await shoot(hers.page, 'faces');
    await hers.chooseFace('Nasrine');
    await hers.tapPictures('sun');
    await shoot(hers.page, 'picture-code');
    await hers.tapPictures('fish', 'key');
  });

  await test.step('Distribuer', async () => {
    await teacher.openLesson(LESSON);
    await teacher.handOut('class');
    await teacher.chooseAudience({ group: GROUP });
    await shoot(teacher.page, 'hand-out');
    await teacher.confirmHandOut();
    await expect(hers.filesReady).toHaveCount(2);
    await shoot(hers.page, 'satchel');
  });

  await test.step('some of the class are at work, each as far as they are', async () => {
    await his.chooseClass();
    await workAlone(his, 'Aaron', 6);
    await workAlone(his, 'Éloïse', 6);
    await workAlone(his, 'Gabriel', 3);
    await workAlone(his, 'Léa', 5);
    await workAlone(his, 'Rajan', 2);
    await teacher.openClass();
    await teacher.show('toute la classe');
    await expect(teacher.tile('Rajan')).toContainText('en cours');
    await teacher.expectCounts({ handedIn: 2, notYet: 23 });
    await expect(teacher.tile('Éloïse').getByRole('img', { name: 'Rangé dans la malle et à l’école' })).toBeVisible();
    await teacher.page.getByRole('button', { name: lockWords.fr.later }).click();
    await shoot(teacher.page, 'board');
  });

  await test.step('an activity', async () => {
    await hers.begin(LESSON, GROUP);
    await hers.goTo('Les mots de la tortue');
    await expect(hers.page.locator('main img')).toBeVisible();
    await shoot(hers.page, 'activity');
  });

  await test.step('the group writes, near the trolley and then far from it', async () => {
    await hers.goTo(PAGE);
    await hers.write('La nuit, la tortue verte sort de l’eau. ');
    await hers.expectTicks(3);
    await trolley.cut({ wifi: false });
    await hers.expectSight('away');
    await hers.write('Elle creuse un trou et pond ses œufs.');
    await hers.expectTicks(1);
    await expect(hers.kept).toBeVisible();
    await shoot(hers.page, 'writing-offline');
    await trolley.cut({ wifi: true });
    await hers.expectTicks(3);
  });

  await test.step('Je rends mon travail', async () => {
    await hers.handIn();
    await expect(hers.page.getByRole('dialog')).toContainText('Arrivé à l’école');
    await shoot(hers.page, 'handed-in');
    await hers.goHomeFromHandIn();
  });

  await test.step('the switches of the demonstration, and what a tablet knows of itself', async () => {
    const panel = await school.openPage();
    await panel.goto('http://localhost:8080/demonstration');
    await panel.getByRole('switch', { name: 'Lien vers l’école' }).click();
    await expect(panel.getByText('La malle est seule')).toBeVisible();
    await shoot(panel, 'demonstration');
    await hers.page.goto(school.link('tablette-1', '/debug'));
    await expect(hers.page.getByText('en direct')).toBeVisible();
    await shoot(hers.page, 'debug');
  });
});

/** One pupil goes so many steps far; who does all six hands in. */
async function workAlone(tablet: Tablet, name: string, steps: number): Promise<void> {
  await tablet.signInHere(name);
  await tablet.begin(LESSON);
  for (let step = 1; step < steps; step++) {
    if (step === 5) await answerFirstQuestion(tablet);
    else await tablet.goOn();
  }
  if (steps === 6) {
    await tablet.write('Les petites tortues sortent du sable et filent vers la mer.');
    await tablet.expectTicks(3);
    await tablet.handIn();
    await tablet.goHomeFromHandIn();
  }
  await tablet.handOver(name);
}

async function answerFirstQuestion(tablet: Tablet): Promise<void> {
  await tablet.goTo(QUESTIONS);
  await tablet.answer('Dans un trou, sur la plage');
  await tablet.goTo(PAGE);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0); // nothing looks touched
  const png = await smallPng(page);
  expect.soft(png.byteLength, `${name}.png is too big for the README`).toBeLessThanOrEqual(LARGEST_BYTES);
  await writeFile(join(FOLDER, `${name}.png`), png);
}
