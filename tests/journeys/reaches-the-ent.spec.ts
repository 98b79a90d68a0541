import { expect, test } from '../support/journey.ts';
import type { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';

const LESSON = 'La tortue verte';
const PAGE = "À vous d'écrire";

test('works wait in the trolley while the school is out of reach, arrive when it is back, and outlive both servers', async ({
  school,
  trolley,
}) => {
  const teacher = await school.openTeacher();
  const [hers, his] = [await school.openTablet(1), await school.openTablet(2)];

  await test.step('the trolley is alone, as in a school without Internet; the class works', async () => {
    await hers.signIn('Nasrine');
    await his.signIn('Mathéo');
    await trolley.cut({ uplink: false });
    await teacher.openLesson(LESSON);
    await teacher.handOut({ group: 'Îlot des geckos' });
    for (const tablet of [hers, his]) {
      await tablet.begin(LESSON);
      await tablet.goTo(PAGE);
    }
    await hers.write('Elle creuse le sable. ');
    await expect(his.writing).toContainText('Elle creuse le sable.');
    await his.write('Elle repart en mer.');
    await hers.expectTicks(2);
    await his.expectTicks(2);
    await hers.expectSight('hub');
  });

  await test.step('the school is back: the third buckle closes by itself', async () => {
    await trolley.cut({ uplink: true });
    await hers.expectTicks(3);
    await his.expectTicks(3);
    await hers.handIn();
    await expect(hers.page.getByRole('dialog')).toContainText('Arrivé à l’école');
    await hers.goHomeFromHandIn();
  });

  await test.step('both servers are killed and started again', async () => {
    await Promise.all([trolley.kill('hub'), trolley.kill('ent')]);
    await hers.expectSight('away');
    await trolley.begin('ent');
  });

  await test.step('the ENT holds the work: a client that knows only the protocol reads it there', async () => {
    const pages = await pagesAtTheSchool(trolley);
    expect(pages.join('\n')).toContain('Elle creuse le sable.');
    expect(pages.join('\n')).toContain('Elle repart en mer.');
  });

  await test.step('the tablets agree, when the hub is back too', async () => {
    await trolley.begin('hub');
    await hers.expectSight('hub');
    await his.expectSight('hub');
    await hers.begin(LESSON);
    await hers.goTo(PAGE);
    await expect(hers.writing).toContainText('Elle creuse le sable. Elle repart en mer.');
    expect(await hers.writing.innerText()).toBe(await his.writing.innerText());
    await hers.expectTicks(3);
    await his.expectTicks(3);
    await teacher.openClass();
    await teacher.expectCounts({ handedIn: 1, notYet: 0 });
  });
});

/** What pupils wrote on their pages, as the ENT gives it to another hub of the school. */
async function pagesAtTheSchool(trolley: TestTrolley): Promise<string[]> {
  const client = await StrangerClient.enrol(trolley.ent, trolley.codes.hub.code);
  await client.pull();
  return [...client.documents]
    .filter(([id]) => id.startsWith('work/'))
    .map(([, ydoc]) => ydoc.getXmlFragment('page:ecrire').toString());
}
