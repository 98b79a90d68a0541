import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import * as Y from 'yjs';
import { workDocument } from '../../src/classroom/document-id.ts';
import { handIn } from '../../src/classroom/hand-in.ts';
import { answer, pageOf, textOf } from '../../src/classroom/work.ts';
import Teacher from '../../src/ui/teacher/Teacher.svelte';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { pageAt } from '../support/page-at.ts';
import { handOut, sampleTablet, TABLET } from '../support/sample-classroom.ts';
import Stage from '../support/Stage.svelte';
import { pupilAt } from './pupil-at.ts';

const GROUP = workDocument('ilot', 'lagon');
const button = (name: string | RegExp) => page.getByRole('button', { name });
const written = (cartable: FakeCartable, work: string) => textOf(pageOf(cartable.doc(work), 'ecrire'));

function write(text: string): (doc: Y.Doc) => void {
  return (doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(text)]);
    pageOf(doc, 'ecrire').push([paragraph]);
  };
}

/** Awa and Léo write in turn, then Mina begins anew. */
function writeStory(cartable: FakeCartable): void {
  handOut(cartable, 'ilot', { kind: 'group', group: 'lagon' });
  cartable.change(GROUP, write('La tortue sort du sable.'), 'awa');
  cartable.change(
    GROUP,
    (doc) => {
      write('Elle court vers la mer.')(doc);
      answer(doc, 'questions', 'q1', ['q1b']);
    },
    'leo',
  );
  cartable.change(GROUP, (doc) => pageOf(doc, 'ecrire').delete(0, 2), 'mina');
  cartable.change(GROUP, write('Kaya dort.'), 'mina');
}

async function teacherAt(work: string, prepare: (cartable: FakeCartable) => void): Promise<FakeCartable> {
  const cartable = await sampleTablet();
  cartable.enrolment.set({ ...TABLET, device: 'laptop', role: 'teacher', number: 0, account: 'hoarau' });
  prepare(cartable);
  await render(Stage, { cartable, page: pageAt(`/classe/activite/${work}`), screen: Teacher });
  return cartable;
}

test('[S14] a teacher looks at a work as it was, with who wrote, and nothing is written', async () => {
  const cartable = await teacherAt('ilot/lagon', writeStory);
  const before = Y.encodeStateVector(cartable.doc(GROUP));
  await button('Histoire du travail').click();
  await expect.element(page.getByText('Maintenant')).toBeVisible();
  await expect.element(page.getByText('Écrit par Mina')).toBeVisible();
  await expect.element(page.getByText('Kaya dort.')).toBeVisible();

  await button('Version d’avant').click();
  await expect.element(page.getByText('La page est encore blanche.')).toBeVisible();
  await expect.element(page.getByText(/effacés/)).toBeVisible();
  await button('Version d’avant').click();
  await expect.element(page.getByText('Version 2 sur 4')).toBeVisible();
  await expect.element(page.getByText('Écrit par Léo')).toBeVisible();
  await expect.element(page.getByText('Elle court vers la mer.')).toBeVisible();
  await expect.element(page.getByText('juste', { exact: true })).toBeVisible();
  await expect.element(page.getByText(/tel qu’il était/)).toBeVisible();

  await page.getByRole('slider').fill('0');
  await expect.element(page.getByText('Écrit par Awa')).toBeVisible();
  await expect.element(page.getByText('Elle court vers la mer.')).not.toBeInTheDocument();
  await expect.element(page.getByText('juste', { exact: true })).not.toBeInTheDocument();
  await expect.element(button('Version d’avant')).toBeDisabled();

  await button('Fermer l’histoire').click();
  await expect.element(page.getByText('Kaya dort.')).toBeVisible();
  await expect.element(page.getByRole('slider')).not.toBeInTheDocument();
  expect(Y.encodeStateVector(cartable.doc(GROUP))).toEqual(before);
});

test('while the history is at now, the work is followed as it is written', async () => {
  const cartable = await teacherAt('ilot/lagon', writeStory);
  await button('Histoire du travail').click();
  await expect.element(page.getByText('Maintenant')).toBeVisible();
  cartable.change(GROUP, write('Puis elle nage.'), 'mina');
  await expect.element(page.getByText('Puis elle nage.')).toBeVisible();
});

test('a work written in one go has no history yet, and a disk that fails is said', async () => {
  const cartable = await teacherAt('pour-tous/awa', (one) =>
    one.change(workDocument('pour-tous', 'awa'), write('Un.'), 'awa'),
  );
  await button('Histoire du travail').click();
  await expect.element(page.getByText(/pas encore d’histoire/)).toBeVisible();
  await button('Fermer l’histoire').click();
  cartable.breakDisk('corrupt');
  await button('Histoire du travail').click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/ne se lit pas/);
});

test('[S14] a pupil takes an earlier page back, as edits of their own, and changes their mind', async () => {
  const { cartable } = await pupilAt('/eleve/activite/ilot/ecrire', writeStory);
  const sheet = page.getByRole('textbox', { name: 'Ta page : À vous d’écrire' });
  await expect.element(sheet).toMatchTextContent(/Kaya dort\./);
  await button('Revenir à avant').click();
  const dialog = page.getByRole('dialog', { name: 'Ta page, avant' });
  await expect.element(dialog.getByRole('button', { name: 'Reprendre cette page' })).toBeDisabled();
  const pages = dialog.getByRole('list').getByRole('button');
  await expect.element(pages.first()).toHaveAccessibleName(/^Page d’avant numéro 1, Léo .*vers la mer\.$/s);
  expect(pages.elements()).toHaveLength(2);
  await pages.first().click();
  await expect.element(dialog.getByRole('region')).toMatchTextContent(/sort du sable.*court vers la mer/);
  const clients = new Set(cartable.doc(GROUP).store.clients.keys());
  await dialog.getByRole('button', { name: 'Reprendre cette page' }).click();

  await expect.element(sheet).toHaveFocus();
  expect(written(cartable, GROUP)).toBe('La tortue sort du sable.\nElle court vers la mer.');
  const added = [...cartable.doc(GROUP).store.clients.keys()].filter((client) => !clients.has(client));
  expect(added).toHaveLength(1);
  const history = await cartable.history(GROUP);
  expect(history.at(-1)?.writers).toEqual([{ account: 'awa', device: 'fake' }]);
  expect(textOf(pageOf(await cartable.look(GROUP, history.at(-2)!), 'ecrire'))).toBe('Kaya dort.');

  await button('J’annule').click();
  await expect.poll(() => written(cartable, GROUP)).toBe('Kaya dort.');
  await button('Je remets').click();
  await expect.poll(() => written(cartable, GROUP)).toMatch(/court vers la mer/);
});

test('what a pupil types before and after taking a page back is taken back step by step', async () => {
  const { cartable } = await pupilAt('/eleve/activite/ilot/ecrire', writeStory);
  const sheet = page.getByRole('textbox', { name: 'Ta page : À vous d’écrire' });
  await sheet.click();
  await sheet.fill('Kaya dort. Puis.');
  await expect.poll(() => written(cartable, GROUP)).toBe('Kaya dort. Puis.');
  await button('Revenir à avant').click();
  await page.getByRole('dialog').getByRole('list').getByRole('button').last().click();
  await button('Reprendre cette page').click();
  await expect.poll(() => written(cartable, GROUP)).toBe('La tortue sort du sable.');
  await button('J’annule').click();
  await expect.poll(() => written(cartable, GROUP)).toBe('Kaya dort. Puis.');
});

test('a page that was never another has no before, and a work that is handed in is not gone back in', async () => {
  const { cartable } = await pupilAt('/eleve/activite/pour-tous/ecrire', (one) =>
    one.change(workDocument('pour-tous', 'awa'), write('Un.'), 'awa'),
  );
  await button('Revenir à avant').click();
  await expect.element(page.getByText(/pas encore de page d’avant/)).toBeVisible();
  await button('Je ferme').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  cartable.change(workDocument('pour-tous', 'awa'), (doc) => handIn(doc, 'awa', 1), 'awa');
  await expect.element(button('Revenir à avant')).not.toBeInTheDocument();
});
