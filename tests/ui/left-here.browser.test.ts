import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { classDocument, workDocument } from '../../src/classroom/document-id.ts';
import { chooseIdleMinutes } from '../../src/classroom/class-document.ts';
import { pageOf, textOf } from '../../src/classroom/work.ts';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { pupilAt, signIn, tapPictures } from './pupil-at.ts';

const MINUTE = 60_000;
const PAGE = '/eleve/activite/pour-tous/ecrire';
const title = (name: string) => page.getByRole('heading', { level: 1, name });
const awasText = (cartable: FakeCartable) => textOf(pageOf(cartable.doc(workDocument('pour-tous', 'awa')), 'ecrire'));

afterEach(() => vi.restoreAllMocks());

/** The tablet lay there for so long, asleep, and wakes up. */
function sleep(minutes: number): void {
  const now = Date.now() + minutes * MINUTE;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  window.dispatchEvent(new Event('focus'));
}

async function writeAsAwa(prepare?: (cartable: FakeCartable) => void) {
  const tablet = await pupilAt(PAGE, prepare);
  await page.getByRole('textbox').fill('Elle nage la nuit.');
  await expect.poll(() => awasText(tablet.cartable)).toBe('Elle nage la nuit.');
  return tablet;
}

test('after ten minutes without a touch the faces are back, and what was typed is kept', async () => {
  const { cartable, address } = await writeAsAwa();
  sleep(9);
  await expect.element(page.getByRole('textbox')).toBeVisible();
  sleep(11);
  await expect.element(title('Qui es-tu ?')).toBeVisible();
  await expect.element(page.getByText('Awa travaillait ici.')).toBeVisible();
  await expect.element(page.getByText('Le travail est gardé.')).toBeVisible();
  expect(page.getByText('Elle nage la nuit.').query()).toBeNull();
  expect(address.path).toBe('/eleve');
  expect(awasText(cartable)).toBe('Elle nage la nuit.');
});

test('who left it comes back to the same page by their code', async () => {
  const { address } = await writeAsAwa();
  sleep(11);
  await page.getByRole('button', { name: 'Je suis Awa' }).click();
  await expect.element(page.getByText('Bonjour Awa !')).toBeVisible();
  await tapPictures('la clé', 'la clé', 'la clé');
  await expect.element(page.getByText(/Ce ne sont pas tes images/)).toBeVisible();
  expect(address.path).toBe('/eleve');
  await tapPictures('le soleil', 'le poisson', 'le bateau');
  await expect.element(page.getByText('Elle nage la nuit.')).toBeVisible();
  expect(address.path).toBe(PAGE);
});

test('somebody else comes to their own satchel, and the place is forgotten', async () => {
  const { address } = await writeAsAwa();
  sleep(11);
  await page.getByRole('button', { name: 'Léo' }).click();
  await tapPictures('le soleil', 'le poisson', 'le bateau');
  await expect.element(title('Mon cartable')).toBeVisible();
  expect(address.path).toBe('/eleve');
  await page.getByRole('button', { name: 'Léo : c’est toi' }).click();
  await page.getByRole('button', { name: 'C’est à quelqu’un d’autre' }).click();
  await expect.element(page.getByRole('button', { name: 'Awa' })).toBeVisible();
  expect(page.getByText('Awa travaillait ici.').query()).toBeNull();
  await signIn();
  await expect.element(title('Mon cartable')).toBeVisible();
});

test('a finger that comes too late opens nothing: it meets the faces', async () => {
  const { cartable } = await writeAsAwa();
  const now = Date.now() + 11 * MINUTE;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const box = page.getByRole('textbox').element();
  const key = new KeyboardEvent('keydown', { key: 'Backspace', bubbles: true, cancelable: true });
  box.dispatchEvent(key);
  expect(key.defaultPrevented).toBe(true);
  await expect.element(title('Qui es-tu ?')).toBeVisible();
  expect(awasText(cartable)).toBe('Elle nage la nuit.');
});

test('the class’s own choice of minutes holds', async () => {
  await writeAsAwa((cartable) => cartable.change(classDocument('ce2'), (doc) => chooseIdleMinutes(doc, 2)));
  sleep(3);
  await expect.element(page.getByText('Awa travaillait ici.')).toBeVisible();
});
