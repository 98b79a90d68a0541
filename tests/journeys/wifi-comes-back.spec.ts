import { expect, test } from '../support/journey.ts';
import { FOUND_AGAIN_MS } from '../support/journey-tablet.ts';

const LESSON = 'La tortue verte';
const PAGE = "À vous d'écrire";

test('two tablets write on their group’s page while apart; the hub comes back, and both hold everything', async ({
  school,
  trolley,
}) => {
  const teacher = await school.openTeacher();
  const [hers, his] = [await school.openTablet(1), await school.openTablet(2)];

  await test.step('the lesson goes to a group of four', async () => {
    await hers.signIn('Mélissa');
    await his.signIn('Yanis');
    await teacher.openLesson(LESSON);
    await teacher.handOut({ group: 'Îlot des geckos' });
    for (const tablet of [hers, his]) {
      await expect(tablet.task(LESSON)).toContainText('Mathéo, Mélissa, Nasrine et Yanis');
      await tablet.begin(LESSON);
      await tablet.goTo(PAGE);
    }
  });

  await test.step('near the hub, each sees what the other writes', async () => {
    await hers.write('Notre tortue. ');
    await expect(his.writing).toContainText('Notre tortue.');
    await hers.expectTicks(3);
  });

  await test.step('the hub dies, and they go on writing, each alone', async () => {
    await trolley.kill('hub');
    await hers.expectSight('away');
    await his.expectSight('away');
    await hers.write('Elle pond sur la plage. ');
    await his.write('Elle broute dans l’herbier. ');
    await hers.expectTicks(1);
    await his.expectTicks(1);
    await expect(hers.writing).not.toContainText('herbier');
    await expect(his.writing).not.toContainText('plage');
  });

  await test.step('the hub comes back without its way to the school', async () => {
    await trolley.stop('ent');
    await trolley.begin('hub');
  });

  await test.step('both pages become one by themselves, and the second buckle closes, not the third', async () => {
    for (const tablet of [hers, his]) {
      await expect(tablet.writing).toContainText('Elle pond sur la plage.', { timeout: FOUND_AGAIN_MS });
      await expect(tablet.writing).toContainText('Elle broute dans l’herbier.', { timeout: FOUND_AGAIN_MS });
      await tablet.expectTicks(2);
      await tablet.expectSight('hub');
    }
    expect(await hers.writing.innerText()).toBe(await his.writing.innerText());
    await expect(hers.ticks(3)).toHaveCount(0);
  });

  await test.step('they write together again, live', async () => {
    await his.write('Fin.');
    await expect(hers.writing).toContainText('Fin.');
    await hers.expectTicks(2);
  });
});
