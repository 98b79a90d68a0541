import { expect, test } from '../support/journey.ts';
import { FOUND_AGAIN_MS } from '../support/journey-tablet.ts';

const LESSON = 'La tortue verte';
const PAGE = "À vous d'écrire";

test('a pupil hands in, and the teacher’s board shows it live', async ({ school, trolley }) => {
  const teacher = await school.openTeacher();
  const tablet = await school.openTablet(1);

  await test.step('the class has the lesson; the board says that nobody has handed it in', async () => {
    await tablet.signIn('Éloïse');
    await teacher.openLesson(LESSON);
    await teacher.handOut('class');
    await expect(teacher.done).toHaveText('Distribué à toute la classe');
    await teacher.openClass();
    await teacher.expectCounts({ handedIn: 0, notYet: 25 });
    await expect(teacher.tile('Éloïse')).toContainText('pas commencé');
  });

  await test.step('she works, and her tile says where she is', async () => {
    await tablet.begin(LESSON);
    await tablet.goOn();
    await expect(teacher.tile('Éloïse')).toContainText('en cours');
    await tablet.goTo(PAGE);
    await tablet.write('Elle sort du sable la nuit.');
    await expect(teacher.tile('Éloïse')).toContainText('27 signes');
    await tablet.expectTicks(3);
  });

  await test.step('she hands in: the counts change by themselves', async () => {
    await tablet.handIn();
    await expect(tablet.page.getByRole('dialog')).toContainText('Arrivé à l’école');
    await teacher.expectCounts({ handedIn: 1, notYet: 24 });
    await expect(teacher.tile('Éloïse')).toContainText('rendu');
    await tablet.goHomeFromHandIn();
    await expect(tablet.task(LESSON)).toContainText('Rendu');
  });

  await test.step('the teacher reads the work', async () => {
    await teacher.tile('Éloïse').click();
    await expect(teacher.page.getByText('Elle sort du sable la nuit.')).toBeVisible();
    await expect(teacher.page.getByRole('img', { name: 'Rangé dans la malle et à l’école' })).toBeVisible();
    await teacher.openClass();
  });

  await test.step('she takes it back, and hands in again far from the hub: the board waits, then follows', async () => {
    await tablet.begin(LESSON);
    await tablet.goTo(PAGE);
    await tablet.takeBack();
    await teacher.expectCounts({ handedIn: 0, notYet: 25 });
    await trolley.cut({ wifi: false });
    await tablet.expectSight('away');
    await tablet.write(' Puis elle court vers la mer.');
    await tablet.handIn();
    await expect(tablet.page.getByRole('dialog')).toContainText('Gardé sur la tablette');
    await teacher.expectCounts({ handedIn: 0, notYet: 25 });
    await trolley.cut({ wifi: true });
    await teacher.expectCounts({ handedIn: 1, notYet: 24 });
    await expect(tablet.page.getByRole('dialog')).toContainText('Arrivé à l’école', { timeout: FOUND_AGAIN_MS });
  });
});
