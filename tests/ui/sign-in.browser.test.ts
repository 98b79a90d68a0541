import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import App from '../../src/ui/App.svelte';
import { classDocument } from '../../src/classroom/document-id.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import { pageAt } from '../support/page-at.ts';
import { sampleClass, sampleTablet } from '../support/sample-classroom.ts';
import { pupilAt, signIn, tabletAt, tapPictures } from './pupil-at.ts';

const title = (name: string) => page.getByRole('heading', { level: 1, name });

test('a face and three pictures open the satchel, far from any trolley', async () => {
  const { address } = await tabletAt('/', (cartable) =>
    cartable.connection.set({ state: 'away', upstream: undefined, elsewhere: false }),
  );
  await expect.element(title('Qui es-tu ?')).toBeVisible();
  await signIn();
  await expect.element(title('Mon cartable')).toBeVisible();
  expect(address.path).toBe('/eleve');
});

test('wrong pictures are said gently; after the third time the board rests', async () => {
  await tabletAt('/eleve');
  await page.getByRole('button', { name: 'Awa' }).click();
  await tapPictures('la clé', 'la lune', 'le soleil');
  await expect.element(page.getByText('Ce ne sont pas tes images. Essaie encore.')).toBeVisible();
  await tapPictures('la clé', 'la lune', 'le soleil');
  await expect.element(page.getByText('Ce ne sont pas tes images. Essaie encore.')).toBeVisible();
  await tapPictures('la clé', 'la lune', 'le soleil');
  await expect.element(page.getByText('Repose-toi un moment, puis essaie encore.')).toBeVisible();
  await expect.element(page.getByText(/^\d secondes?$/)).toBeVisible();
  await expect.element(page.getByText(/Demande à ta maîtresse ou à ton maître/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'le soleil' })).toBeDisabled();
  await expect.element(title('Qui es-tu ?')).toBeVisible();
});

test('the tablet passes to someone else in two taps, from inside an activity', async () => {
  await pupilAt('/eleve/activite/pour-tous/ecrire');
  await page.getByRole('button', { name: 'Awa : c’est toi' }).click();
  await page.getByRole('button', { name: 'C’est à quelqu’un d’autre' }).click();
  await expect.element(title('Qui es-tu ?')).toBeVisible();
  expect(window.sessionStorage.length).toBe(0);
});

test('a reload comes back to the same pupil and the same step', async () => {
  await pupilAt('/eleve');
  await expect.element(title('Mon cartable')).toBeVisible();
  await render(App, { cartable: await sampleTablet(), page: pageAt('/eleve/activite/pour-tous/questions') });
  await expect.element(page.getByRole('heading', { name: 'As-tu compris ?' })).toBeVisible();
});

test('where a trolley serves two classes, the class is chosen first', async () => {
  const other = await sampleClass();
  await tabletAt('/eleve', (cartable) =>
    cartable.change(classDocument('cm1'), (doc) => writeClass(doc, { ...other, name: 'CM1 de M. Fontaine' })),
  );
  await expect.element(title('Quelle est ta classe ?')).toBeVisible();
  await page.getByRole('button', { name: /CE2 de Mme Hoarau/ }).click();
  await signIn();
  await expect.element(title('Mon cartable')).toBeVisible();
});
