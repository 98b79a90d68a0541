import type { Page } from '@playwright/test';
import { DEMONSTRATION_HEAD, DEMONSTRATION_PASSWORD } from '../../src/server/demonstration/adults.ts';
import { connectionWords } from '../../src/ui/words/connection.ts';
import { devicesWords } from '../../src/ui/words/devices.ts';
import { joinWords } from '../../src/ui/words/join.ts';
import { officeWords } from '../../src/ui/words/office.ts';
import { expect, test } from '../support/journey.ts';
import { expectGoodScreen } from '../support/journey-screen.ts';
import { Tablet } from '../support/journey-tablet.ts';

const say = devicesWords.fr;
const NUMBER = 9;

/** The row of a tablet in the office's list. */
const row = (office: Page, number: number) => office.getByRole('listitem').filter({ hasText: say.tablet(number) });

async function care(office: Page, number: number): Promise<void> {
  await row(office, number).getByRole('button', { name: say.care }).click();
}

test('a tablet joins by the code of the office, is named, is shut out at once; another is emptied', async ({
  school,
}) => {
  test.setTimeout(120_000);
  const office = await school.openPage();
  const dialog = office.getByRole('dialog');

  await test.step('the head enters', async () => {
    await office.goto(school.link('bureau', '/ecole/tablettes'));
    await office.getByLabel(officeWords.fr.account).fill(DEMONSTRATION_HEAD);
    await office.getByLabel(officeWords.fr.password).fill(DEMONSTRATION_PASSWORD);
    await office.getByRole('button', { name: officeWords.fr.signIn, exact: true }).click();
    await expect(office.getByRole('heading', { name: say.title })).toBeVisible();
  });

  const code = await test.step('a code is shown', async () => {
    await office.getByRole('button', { name: say.add }).click();
    await dialog.getByLabel(say.number).fill(String(NUMBER));
    await expectGoodScreen(office, 'tablets, what joins', 'adult');
    await dialog.getByRole('button', { name: say.showCode }).click();
    await expect(dialog.getByRole('img', { name: say.qrLabel })).toBeVisible();
    await expectGoodScreen(office, 'tablets, a code', 'adult');
    return (await dialog.getByText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/).textContent()) ?? '';
  });

  const tablet = new Tablet(await school.openPage(), school.link('tablette-9', `/rejoindre#${code}`));
  await test.step('the tablet opens its address, and the office notices', async () => {
    await tablet.join();
    expect(tablet.page.url()).not.toContain('#');
    await expect(dialog.getByText(say.here(say.tablet(NUMBER)))).toBeVisible();
    await dialog.getByRole('button', { name: say.done }).click();
    await expect(row(office, NUMBER)).toContainText(say.connected);
  });

  await test.step('the code is good no more', async () => {
    school.watch.allow(/403 \(Forbidden\).*\/api\/enrol/);
    const late = await school.openPage();
    await late.goto(school.link('tablette-10', `/rejoindre#${code}`));
    await expect(late.getByRole('alert')).toContainText(joinWords.fr.codeUsed);
    await late.close();
  });

  await test.step('it is named, then shut out: its screen says so', async () => {
    await care(office, NUMBER);
    await dialog.getByLabel(say.name).fill('coque rouge');
    await dialog.getByRole('button', { name: say.rename }).click();
    await expect(dialog.getByText(say.renamed)).toBeVisible();
    await expectGoodScreen(office, 'tablets, looking after one', 'adult');
    await expect(row(office, NUMBER)).toContainText('coque rouge');
    await dialog.getByRole('button', { name: say.shutOut }).click();
    await expectGoodScreen(office, 'tablets, shutting one out', 'adult');
    await dialog.getByRole('button', { name: say.shutOutYes, exact: true }).click();
    await expect(office.getByText(say.gone(1))).toBeVisible();
    await expect(tablet.page.getByText(connectionWords.fr.refused)).toBeVisible();
  });

  await test.step('another is emptied: it asks for a code again and says why; nothing is left on it', async () => {
    const { page } = await school.openTablet(1);
    await care(office, 1);
    await dialog.getByRole('button', { name: say.wipe }).click();
    await dialog.getByRole('button', { name: say.wipeYes, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(joinWords.fr.title);
    await expect(page.getByText(joinWords.fr.emptied)).toBeVisible();
    expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBeLessThanOrEqual(1);
    await office.getByText(say.gone(2)).click();
    await expect(row(office, 1)).toContainText(say.states.erased);
    await expectGoodScreen(office, 'tablets', 'adult');
  });
});
