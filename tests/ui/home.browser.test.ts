import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { workDocument } from '../../src/classroom/document-id.ts';
import { finishStep } from '../../src/classroom/work.ts';
import { handOut, PICTURE, SOUND } from '../support/sample-classroom.ts';
import { pupilAt } from './pupil-at.ts';

const cards = () => page.getByRole('article');

test('an activity that is handed out appears by itself, with the faces of its group', async () => {
  const { cartable } = await pupilAt('/eleve');
  await expect.element(page.getByRole('link', { name: 'Je commence' })).toBeVisible();
  expect(cards().elements()).toHaveLength(1);
  handOut(cartable, 'pour-le-lagon', { kind: 'group', group: 'lagon' });
  await expect.element(page.getByText('Le lagon : Awa, Léo et Mina')).toBeVisible();
});

test('what is for another group is not shown', async () => {
  const { cartable } = await pupilAt('/eleve');
  handOut(cartable, 'pour-personne', { kind: 'group', group: 'recif' });
  handOut(cartable, 'pour-le-lagon', { kind: 'group', group: 'lagon' });
  await expect.poll(() => cards().elements().length).toBe(2);
});

test('[S18] a lesson arrives with a bar, and is ready without Wi-Fi only when every byte is here', async () => {
  const { cartable } = await pupilAt('/eleve', (it) => {
    it.setFile(SOUND, SOUND.bytes);
    it.setFile(PICTURE, 0);
  });
  const bar = page.getByRole('progressbar', { name: 'La séance arrive sur la tablette' });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '29');
  cartable.setFile(PICTURE, PICTURE.bytes - 1);
  await expect.element(bar).toHaveAttribute('aria-valuenow', '100');
  expect(page.getByText('Prêt sans Wi-Fi').elements()).toHaveLength(0);
  cartable.setFile(PICTURE, PICTURE.bytes);
  await expect.element(page.getByText('Prêt sans Wi-Fi')).toBeVisible();
});

test('a full tablet is said, and who can help', async () => {
  await pupilAt('/eleve', (it) => it.setFile(PICTURE, 10, 'full'));
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Pas assez de place.*Appelle ta maîtresse/);
});

test('a step whose file is not here waits calmly, then opens', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/regarder', (it) => it.setFile(PICTURE, 60_000));
  const bar = page.getByRole('progressbar', { name: /La tortue.*arrive sur la tablette/ });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '50');
  cartable.setFile(PICTURE, PICTURE.bytes);
  await expect.element(bar).not.toBeInTheDocument();
});

test('away from the Wi-Fi there is a tent, not an error, and a tap says it in words', async () => {
  const { cartable } = await pupilAt('/eleve');
  await expect.element(page.getByRole('button', { name: 'Près de la malle' })).toBeVisible();
  cartable.connection.set({ state: 'away', upstream: undefined, elsewhere: false });
  cartable.toSync.set({ rows: 3, bytes: 300 });
  await page.getByRole('button', { name: 'Tu peux continuer' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tu peux continuer' });
  await expect.element(dialog.getByText(/Des travaux attendent encore/)).toBeVisible();
  expect(page.getByRole('alert').elements()).toHaveLength(0);
  await dialog.getByRole('button', { name: 'Je cherche la malle' }).click();
  expect(cartable.connectCalls).toBe(1);
});

test('the buckles follow the work, and the card resumes at the first step that is left', async () => {
  const { cartable, address } = await pupilAt('/eleve');
  const work = workDocument('pour-tous', 'awa');
  await expect.element(page.getByRole('button', { name: 'Pas encore commencé' })).toBeVisible();
  cartable.change(work, (doc) => finishStep(doc, 'ecouter'));
  cartable.setLevel(work, 2);
  await expect.element(page.getByRole('button', { name: 'Rangé dans la malle' })).toBeVisible();
  await page.getByRole('link', { name: 'Je continue' }).click();
  expect(address.path).toBe('/eleve/activite/pour-tous/regarder');
});

test('English is one tap away, and kept', async () => {
  await pupilAt('/eleve');
  await page.getByRole('button', { name: 'Awa : c’est toi' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: 'My satchel' })).toBeInTheDocument();
  expect(document.documentElement.lang).toBe('en');
  expect(Object.values({ ...window.localStorage })).toContain('en');
});
