import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import * as Y from 'yjs';
import { workDocument } from '../../src/classroom/document-id.ts';
import { handIn, readHandIn } from '../../src/classroom/hand-in.ts';
import { pageOf, readAnswers, readWork, textOf } from '../../src/classroom/work.ts';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { handOut } from '../support/sample-classroom.ts';
import { pupilAt } from './pupil-at.ts';

const OWN = workDocument('pour-tous', 'awa');
const GROUP = workDocument('pour-le-lagon', 'lagon');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const written = (cartable: FakeCartable, work: string) => textOf(pageOf(cartable.doc(work), 'ecrire'));

test('an exercise is marked at once, choice by choice, and the answers lie in the work', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/questions');
  await expect.element(button('Je vérifie')).toBeDisabled();
  await page.getByText('Dans l’eau').click();
  await button('Je vérifie').click();
  await expect.element(page.getByText('Pas juste')).toBeVisible();
  await expect.element(page.getByText('Relis le début.')).toBeVisible();
  await button('J’essaie encore').click();
  await page.getByText('Sur la plage').click();
  await button('Je vérifie').click();
  await expect.element(page.getByText('Bravo, c’est juste !')).toBeVisible();
  expect(readAnswers(cartable.doc(OWN))).toEqual({ questions: { q1: ['q1b'] } });
});

test('with several right answers, some of them is a good start that gives nothing away', async () => {
  await pupilAt('/eleve/activite/pour-tous/questions');
  await page.getByText('Sur la plage').click();
  await button('Je vérifie').click();
  await button('Question suivante').click();
  await page.getByText('Elle broute.').click();
  await button('Je vérifie').click();
  await expect.element(page.getByText(/il manque une réponse/)).toBeVisible();
  expect(page.getByText('Juste', { exact: true }).elements()).toHaveLength(1);
  await page.getByText('Elle nage.').click();
  await button('Je vérifie').click();
  await expect.element(page.getByText('2 réponses justes sur 2')).toBeVisible();
});

test('« Je continue » finishes the step, moves on and gives the focus to the title', async () => {
  const { cartable, address } = await pupilAt('/eleve/activite/pour-tous/ecouter');
  await button('Je continue').click();
  await expect.poll(() => address.path).toBe('/eleve/activite/pour-tous/regarder');
  expect(readWork('pour-tous', 'awa', cartable.doc(OWN)).stepsDone).toEqual(['ecouter']);
  await expect.element(page.getByRole('heading', { level: 1, name: 'La tortue verte' })).toHaveFocus();
});

test('what a pupil types is in the group’s work, and a friend’s words come in while they write', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-le-lagon/ecrire', (it) =>
    handOut(it, 'pour-le-lagon', { kind: 'group', group: 'lagon' }),
  );
  const sheet = page.getByRole('textbox', { name: 'Ta page : À vous d’écrire' });
  await sheet.click();
  await sheet.fill('Elle pond.');
  await expect.poll(() => written(cartable, GROUP)).toBe('Elle pond.');
  cartable.change(GROUP, (doc) => {
    const line = new Y.XmlElement('paragraph');
    pageOf(doc, 'ecrire').push([line]);
    line.insert(0, [new Y.XmlText('Puis elle nage.')]);
  });
  await expect.element(sheet).toMatchTextContent(/Elle pond\..*Puis elle nage\./);
  await button('J’annule').click();
  await expect.poll(() => written(cartable, GROUP).trim()).toBe('Puis elle nage.');
});

test('[S1] a disk that refuses is said with what to do, and the first buckle opens', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/ecrire');
  await page.getByRole('textbox').fill('Elle pond.');
  await expect.element(page.getByRole('button', { name: 'Gardé sur la tablette' })).toBeVisible();
  await expect.element(page.getByText('C’est gardé')).toBeVisible();
  cartable.breakDisk('full');
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Pas assez de place.*n’est pas encore gardé/);
  expect(page.getByText('C’est gardé').elements()).toHaveLength(0);
  expect(page.getByRole('button', { name: 'Gardé sur la tablette' }).elements()).toHaveLength(0);
});

test('handing in is asked once, kept under the pupil’s name, and followed as far as the school', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/ecrire');
  await button('Je rends mon travail').click();
  expect(readHandIn(cartable.doc(OWN))).toBeUndefined();
  await button('Oui, je le rends').click();
  const dialog = page.getByRole('dialog', { name: 'C’est rendu' });
  await expect.element(dialog.getByRole('button', { name: 'Gardé sur la tablette' })).toBeVisible();
  expect(readHandIn(cartable.doc(OWN))).toMatchObject({ handedIn: true, by: 'awa' });
  cartable.setLevel(OWN, 2);
  await expect.element(dialog.getByRole('button', { name: 'Rangé dans la malle' })).toBeVisible();
  cartable.setLevel(OWN, 3);
  await expect.element(dialog.getByRole('button', { name: 'Arrivé à l’école' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Je retourne à mon cartable' }).click();
  await expect.element(page.getByRole('heading', { name: 'Mes travaux' })).toBeVisible();
});

test('where the disk refuses, nothing is handed in and it is said why', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/ecrire');
  await button('Je rends mon travail').click();
  cartable.breakDisk('full');
  await button('Oui, je le rends').click();
  const dialog = page.getByRole('dialog', { name: 'Tu rends ton travail ?' });
  await expect.element(dialog.getByRole('alert')).toMatchTextContent(/Pas assez de place/);
  expect(readHandIn(cartable.doc(OWN))).toBeUndefined();
});

test('a work that was handed in is looked at, and written again only when it is taken back', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/ecrire', (it) =>
    it.change(OWN, (doc) => handIn(doc, 'awa', 0)),
  );
  const sheet = page.getByRole('textbox');
  await expect.element(sheet).toHaveAttribute('contenteditable', 'false');
  await button('Je reprends mon travail').click();
  await expect.element(sheet).toHaveAttribute('contenteditable', 'true');
  expect(readHandIn(cartable.doc(OWN))).toMatchObject({ handedIn: false, by: 'awa' });
});
