import { joinWords } from '../../src/ui/words/join.ts';
import { frameWords } from '../../src/ui/words/frame.ts';
import { LANGUAGES } from '../../src/ui/words/room.ts';
import { demonstrationWords } from '../../src/ui/words/demonstration.ts';
import { debugWords } from '../../src/ui/words/debug.ts';
import { cardWords } from '../../src/ui/words/card.ts';
import { keysWords } from '../../src/ui/words/keys.ts';
import { lockWords } from '../../src/ui/words/lock.ts';
import { teacherWords } from '../../src/ui/words/teacher.ts';
import { expect, test } from '../support/journey.ts';
import { expectGoodScreen, SIZES } from '../support/journey-screen.ts';

const LESSON = 'La tortue verte';
const STEPS = [
  'Le voyage de la tortue verte',
  'Les mots de la tortue',
  'Écoute la mer',
  "De l'œuf à la plage",
  'As-tu bien compris ?',
  "À vous d'écrire",
];

test.describe.configure({ mode: 'parallel' });

/*
 * Every screen, as the product shows it on its way, in each language and held in both ways: nothing that bars someone's
 * way (axe), nothing that scrolls sideways, nothing too small for a child's thumb, no complaint of the browser.
 */
for (const language of LANGUAGES) {
  const see = (name: string) => `${language} ${name}`;
  const barriersAt = language === 'fr' ? SIZES : SIZES.slice(0, 1);

  test(`every screen of a pupil is good to look at and to touch (${language})`, async ({ school, trolley }) => {
    test.setTimeout(240_000);
    const [teacher, tablet] = [await school.openTeacher(), await school.openTablet(1)];
    const { page } = tablet;
    const good = (name: string) => expectGoodScreen(page, see(name), 'pupil', barriersAt);
    await tablet.speak(language);
    const { say } = tablet;

    await test.step('Qui es-tu ?', async () => {
      await good('classes');
      await tablet.chooseClass();
      await good('faces');
      await tablet.chooseFace('Mélissa');
      await tablet.tapPictures('sun');
      await good('picture code');
      await tablet.tapPictures('sun', 'sun');
      await expect(page.getByText(say.signIn.wrong)).toBeVisible();
      await good('wrong pictures');
      for (let tries = 0; tries < 2; tries++) {
        await tablet.tapPictures('sun', 'sun', 'sun');
        await expect(page.getByText(tries === 0 ? say.signIn.wrong : say.signIn.forgotten)).toBeVisible();
      }
      await good('a rest after wrong pictures');
      await page.getByRole('button', { name: say.signIn.notMe }).click();
    });

    await test.step('Mon cartable', async () => {
      await tablet.chooseFace('Nasrine');
      await tablet.tapPictures('sun', 'fish', 'key');
      await expect(tablet.nothingToDo).toBeVisible();
      await good('satchel, empty');
      await tablet.openMe('Nasrine');
      await good('who holds the tablet');
      await tablet.closeDialog();
      await tablet.openConnection();
      await good('near the trolley');
      await tablet.closeDialog();
      await teacher.openLesson(LESSON);
      await teacher.handOut('class');
      await teacher.handOut({ group: 'Îlot des geckos' });
      await expect(tablet.filesReady).toHaveCount(2);
      await good('satchel, full');
      await tablet.task(LESSON).first().getByRole('button').first().click();
      await good('where is my work');
      await tablet.closeDialog();
    });

    await test.step('one activity, step by step, with the group', async () => {
      await tablet.begin(LESSON, 'Îlot des geckos');
      for (const step of STEPS) {
        await tablet.goTo(step);
        await good(`step ${STEPS.indexOf(step) + 1}`);
      }
      await tablet.goTo(STEPS[4]!);
      await page.getByText('Sur un rocher du récif').click();
      await page.getByRole('button', { name: say.activity.check }).click();
      await expect(page.getByText(say.activity.marks.wrong)).toBeVisible();
      await good('answer to think over');
      await page.getByRole('button', { name: say.activity.tryAgain }).click();
      await page.getByText('Dans un trou, sur la plage').click();
      await page.getByRole('button', { name: say.activity.check }).click();
      await good('right answer');
      await tablet.goTo(STEPS[5]!);
      await tablet.write('Elle creuse le sable.');
      await tablet.expectTicks(3);
      await good('page, written');
    });

    await test.step('far from the trolley', async () => {
      await trolley.cut({ wifi: false });
      await tablet.expectSight('away');
      await tablet.write(' Elle repart.');
      await tablet.expectTicks(1);
      await good('page, written far from the trolley');
      await tablet.openConnection();
      await good('far from the trolley');
      await tablet.closeDialog();
      await trolley.cut({ wifi: true });
      await tablet.expectTicks(3);
    });

    await test.step('Je rends mon travail', async () => {
      await page.getByRole('button', { name: say.pupil.handIn }).click();
      await good('hand in?');
      await page.getByRole('dialog').getByRole('button', { name: say.pupil.yesHandIn }).click();
      await expect(page.getByRole('dialog', { name: say.pupil.handedIn })).toBeVisible();
      await expect(page.getByRole('dialog')).toContainText(say.connection.level3);
      await good('handed in');
      await tablet.goHomeFromHandIn();
      await good('satchel with a work that is handed in');
      await tablet.begin(LESSON, 'Îlot des geckos');
      await tablet.goTo(STEPS[5]!);
      await good('a work that is handed in');
    });

    await test.step('an address that is not for this pupil, or for nobody', async () => {
      await page.goto(school.link('tablette-1', '/eleve/activite/nulle-part'));
      await expect(page.getByText(say.activity.notForYou)).toBeVisible();
      await good('not for you');
      await page.goto(school.link('tablette-1', '/nulle-part'));
      await expect(page.getByText(frameWords[language].unknownPage)).toBeVisible();
      await good('no such page');
    });
  });

  test(`every screen of an adult is good to look at (${language})`, async ({ school, trolley }) => {
    test.setTimeout(240_000);
    const good = (name: string, on = teacher.page) => expectGoodScreen(on, see(name), 'adult', barriersAt);
    const teacher = await school.openTeacher();
    const { page } = teacher;

    await test.step('Rejoindre la malle', async () => {
      const device = await school.openPage();
      const say = joinWords[language];
      school.watch.allow(/status of 40\d .*\/api\/enrol/);
      await device.goto(school.link('tablette-2', '/'));
      if (language === 'en') await device.getByRole('button', { name: 'English' }).click();
      await expect(device.getByLabel(say.askCode)).toBeVisible();
      await expectGoodScreen(device, see('join'), 'pupil', barriersAt);
      await device.getByLabel(say.askCode).fill('PAS-BON');
      await device.getByRole('button', { name: say.join }).click();
      await expect(device.getByText(say.badCode)).toBeVisible();
      await expectGoodScreen(device, see('join with a bad code'), 'pupil', barriersAt);
      await device.goto('about:blank');
      await device.goto(school.tabletLink(2));
      await expect(device.getByRole('button', { name: 'CE2 A' })).toBeVisible();
      await device.goto('about:blank');
      await device.goto(school.link('tablette-2', `/rejoindre#${trolley.codes.tablets[2]?.code}`));
      await expect(device.getByRole('button', { name: say.keep })).toBeVisible();
      await expectGoodScreen(device, see('joined already'), 'pupil', barriersAt);
      await device.goto(school.link('tablette-2', '/classe'));
      await expect(device.getByRole('link', { name: teacherWords[language].toThePupils })).toBeVisible();
      await good('a tablet in the teacher’s room', device);
      await device.goto(school.link('tablette-2', '/debug'));
      await expect(device.getByRole('heading', { name: debugWords[language].device, exact: true })).toBeVisible();
      await good('debug', device);
      await device.goto(school.link('tablette-2', '/demonstration'));
      await expect(device.getByRole('switch')).toHaveCount(2);
      await good('demonstration', device);
      await device.getByRole('switch', { name: demonstrationWords[language].uplink }).click();
      await expect(device.getByText(demonstrationWords[language].said.uplink)).toBeVisible();
      await good('demonstration, uplink cut', device);
      await device.getByRole('switch', { name: demonstrationWords[language].uplink }).click();
      await expect(device.getByText(demonstrationWords[language].said.both)).toBeVisible();
    });

    await teacher.speak(language);
    const { say } = teacher;

    await test.step('Mes élèves', async () => {
      const keys = keysWords[language];
      await page.getByRole('link', { name: say.myPupils }).click();
      await good('pupils');
      await page.getByRole('button', { name: keys.newCodeOf('Aaron') }).click();
      await good('new code');
      await teacher.dialog.getByRole('button', { name: keys.code.withChild }).click();
      await good('new code, chosen by the child');
      await teacher.closeDialog();
      await page.getByRole('button', { name: keys.allCards.action }).click();
      await good('cards?');
      await teacher.dialog.getByRole('button', { name: keys.allCards.make }).click();
      await expect(page.getByText(keys.sheet.now)).toBeVisible();
      await good('sheet of cards');
      await page.getByRole('button', { name: keys.sheet.finish }).click();
      await page.getByRole('button', { name: keys.cardOf('Aaron') }).click();
      await good('one card');
      await teacher.closeDialog();

      const reader = await school.openTablet(3);
      await reader.speak(language);
      await reader.chooseClass();
      await reader.page.getByRole('button', { name: reader.say.signIn.myCard }).click();
      await expect(reader.page.getByText(cardWords[language].blind['no-camera'])).toBeVisible();
      await expectGoodScreen(reader.page, see('a card and no camera'), 'pupil', barriersAt);
      await teacher.openClass();
    });

    await test.step('Verrouiller', async () => {
      const lock = lockWords[language];
      await page.getByRole('button', { name: lock.lock }).click();
      await good('choose a PIN');
      await teacher.dialog.getByLabel(lock.choose.digits(4, 8)).fill('2580');
      await teacher.dialog.getByLabel(lock.choose.again).fill('2580');
      await teacher.dialog.getByRole('button', { name: lock.choose.go }).click();
      await expect(teacher.dialog).toBeHidden();
      await page.getByRole('button', { name: lock.lock }).click();
      await good('locked');
      await page.getByLabel(lock.ask).fill('2581');
      await page.getByRole('button', { name: lock.open }).click();
      await expect(page.getByText(lock.wrong)).toBeVisible();
      await page.getByRole('button', { name: lock.forgotten }).click();
      await expect(page.getByText(lock.byPasswordTitle)).toBeVisible();
      await good('locked, and the PIN forgotten');
      await page.getByRole('button', { name: lock.backToPin }).click();
      await page.getByLabel(lock.ask).fill('2580');
      await page.getByRole('button', { name: lock.open }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'CE2 A' })).toBeVisible();
    });

    await test.step('Préparer et distribuer', async () => {
      await good('class, nothing handed out');
      await teacher.openLessons();
      await expect(page.getByText(say.lessons.filesHere)).toBeVisible();
      await good('lessons');
      await teacher.openLesson(LESSON);
      await good('lesson');
      await teacher.chooseAudience('class');
      await good('hand out to the class');
      await teacher.confirmHandOut();
      await expect(teacher.done).toHaveText(say.handOut.doneToClass);
      await good('handed out');
      await teacher.chooseAudience({ pupil: 'Aaron' });
      await good('hand out to a pupil');
      await teacher.closeDialog();
      await teacher.chooseAudience({ group: 'Îlot des geckos' });
      await good('hand out to a group');
      await teacher.confirmHandOut();
    });

    await test.step('Ma classe', async () => {
      const tablet = await school.openTablet(1);
      await tablet.signIn('Nasrine');
      await tablet.begin(LESSON, 'Îlot des geckos');
      await tablet.goTo(STEPS[4]!);
      await tablet.answer('Dans un trou, sur la plage');
      await tablet.goTo(STEPS[5]!);
      await tablet.write('Elle creuse le sable.');
      await teacher.openClass();
      await teacher.show('Îlot des geckos');
      await expect(teacher.tile('Îlot des geckos')).toContainText('1/');
      await good('class with a group at work');
      await tablet.handIn();
      await teacher.expectCounts({ handedIn: 1, notYet: 0 });
      await teacher.tile('Îlot des geckos').click();
      await expect(page.getByText('Elle creuse le sable.')).toBeVisible();
      await good('a group’s work');
      await teacher.openClass();
      await teacher.show(say.board.audienceClass);
      await teacher.expectCounts({ handedIn: 0, notYet: 25 });
      await good('class with 25 pupils');
      await teacher.tile('Aaron').click();
      await expect(page.getByText(say.work.nothing)).toBeVisible();
      await good('a work not begun');
      await teacher.openClass();
      await teacher.show('Îlot des geckos');
      await page.getByRole('button', { name: say.collect.action }).click();
      await good('collect?');
      await teacher.dialog.getByRole('button', { name: say.collect.action }).click();
      await expect(teacher.dialog).toBeHidden();
      await page.locator('summary').click();
      await good('class with a collected activity');
    });

    await test.step('far from the trolley', async () => {
      await trolley.cut({ wifi: false });
      await page.getByRole('banner').getByRole('button', { name: say.link.away }).click();
      await good('far from the trolley, for a teacher');
      await teacher.closeDialog();
      await good('class, far from the trolley');
    });
  });
}
