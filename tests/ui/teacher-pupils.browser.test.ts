import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { giveCard, readClass } from '../../src/classroom/class-document.ts';
import { classDocument } from '../../src/classroom/document-id.ts';
import { checkCode } from '../../src/classroom/picture-code.ts';
import { PICTURE_NAMES, type PictureName } from '../../src/classroom/pictures.ts';
import { hashCard, newCard, pupilOfCard } from '../../src/classroom/pupil-card.ts';
import { openQrReader } from '../../src/ui/pupil/card/qr-reader.ts';
import Teacher from '../../src/ui/teacher/Teacher.svelte';
import { signInWords } from '../../src/ui/words/sign-in.ts';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { filmOf } from '../support/film-of.ts';
import { pageAt } from '../support/page-at.ts';
import { CODE, sampleTablet, TABLET } from '../support/sample-classroom.ts';
import Stage from '../support/Stage.svelte';

const TEACHER = { ...TABLET, device: 'laptop', role: 'teacher', number: 0, account: 'hoarau' } as const;

afterEach(() => vi.restoreAllMocks());

async function pupilsScreen(prepare: (cartable: FakeCartable) => void = () => {}): Promise<FakeCartable> {
  const cartable = await sampleTablet();
  cartable.enrolment.set(TEACHER);
  cartable.connection.set({ state: 'away', upstream: undefined, elsewhere: false });
  prepare(cartable);
  await render(Stage, { cartable, page: pageAt('/classe'), screen: Teacher });
  await page.getByRole('link', { name: 'Mes élèves' }).click();
  await expect.element(page.getByRole('heading', { name: 'Codes et cartes des élèves' })).toBeVisible();
  return cartable;
}

const classOf = (cartable: FakeCartable) => readClass('ce2', cartable.doc(classDocument('ce2')))!;
const pupil = (cartable: FakeCartable, id: string) => classOf(cartable).pupils.find((one) => one.id === id)!;
const dialog = () => page.getByRole('dialog');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const said = (sentence: string) => expect.element(page.getByRole('status').getByText(sentence)).toBeInTheDocument();

/** The pictures that the dialog shows, by their names. */
const shown = () =>
  dialog()
    .getByRole('listitem')
    .elements()
    .map((item) => item.querySelector('strong')?.textContent)
    .map((name) => PICTURE_NAMES.find((picture) => signInWords.fr.pictures[picture] === name)!);

test('a new code is proposed, shown in three big pictures, and opens alone once given; undone, the old one does', async () => {
  const cartable = await pupilsScreen();
  await button('Nouveau code : Awa').click();
  const code: PictureName[] = shown();
  expect(code).toHaveLength(3);
  expect(await checkCode(CODE, pupil(cartable, 'awa').code!)).toBe(true);
  await dialog().getByRole('button', { name: 'Donner ce code' }).click();
  await said('Awa a un nouveau code.');
  expect(dialog().query()).toBeNull();
  expect(await checkCode(code, pupil(cartable, 'awa').code!)).toBe(true);
  expect(await checkCode(CODE, pupil(cartable, 'awa').code!)).toBe(code.join() === CODE.join());
  expect(await checkCode(CODE, pupil(cartable, 'leo').code!)).toBe(true);

  await button('Annuler').click();
  await said('C’est comme avant.');
  expect(await checkCode(CODE, pupil(cartable, 'awa').code!)).toBe(true);
});

test('the child chooses the three pictures on the board', async () => {
  const cartable = await pupilsScreen();
  await button('Nouveau code : Noé').click();
  await dialog().getByRole('button', { name: 'Choisir avec l’élève' }).click();
  await expect.element(dialog().getByRole('button', { name: 'Donner ce code' })).toBeDisabled();
  for (const name of ['la lune', 'la lune', 'l’arbre']) await dialog().getByRole('button', { name }).click();
  expect(shown()).toEqual(['moon', 'moon', 'tree']);
  await dialog().getByRole('button', { name: 'Donner ce code' }).click();
  await said('Noé a un nouveau code.');
  expect(await checkCode(['moon', 'moon', 'tree'], pupil(cartable, 'noe').code!)).toBe(true);
});

test('the cards of the class: first names alone, each square read back is that pupil’s, and printing is one tap', async () => {
  const cartable = await pupilsScreen();
  const print = vi.spyOn(window, 'print').mockImplementation(() => {});
  await button('Cartes de la classe').click();
  await dialog().getByRole('button', { name: 'Faire les cartes' }).click();
  await said('5 cartes sont prêtes.');
  const cards = page.getByRole('listitem').elements();
  expect(cards.map((card) => card.textContent?.trim())).toEqual(['Awa', 'Léo', 'Mina', 'Noé', 'Zoé']);
  expect(document.body.textContent).not.toContain('Payet');

  const read = await openQrReader({});
  for (const [index, id] of ['awa', 'leo', 'mina', 'noe', 'zoe'].entries()) {
    const text = await read(await filmOf(cards[index]!.querySelector('svg')!));
    expect((await pupilOfCard(text ?? '', [classOf(cartable)]))?.id).toBe(id);
  }
  await button('Imprimer').click();
  expect(print).toHaveBeenCalledOnce();
  await button('C’est fini').click();
  await expect.element(button('Carte : Awa')).toBeVisible();
  expect(document.querySelector('ul.cards')).toBeNull();
});

test('a lost card is withdrawn, and undone it opens again', async () => {
  const card = newCard();
  const hash = (await hashCard(card))!;
  const cartable = await pupilsScreen((one) => one.change(classDocument('ce2'), (doc) => giveCard(doc, 'awa', hash)));
  await button('Carte : Awa').click();
  await dialog().getByRole('button', { name: 'Retirer la carte' }).click();
  await said('La carte n’ouvre plus rien : Awa.');
  expect(await pupilOfCard(card, [classOf(cartable)])).toBeUndefined();
  await button('Annuler').click();
  await said('C’est comme avant.');
  expect((await pupilOfCard(card, [classOf(cartable)]))?.id).toBe('awa');
});

test('who has a card keeps it, unless the teacher makes all anew and was told', async () => {
  const hash = (await hashCard(newCard()))!;
  const cartable = await pupilsScreen((one) => one.change(classDocument('ce2'), (doc) => giveCard(doc, 'awa', hash)));
  await button('Cartes de la classe').click();
  expect(
    dialog()
      .getByText(/ne marchera plus/)
      .query(),
  ).toBeNull();
  await dialog().getByRole('radio', { name: 'Toute la classe : 5 cartes' }).click();
  await expect.element(dialog().getByText('La carte de 1 élève ne marchera plus.')).toBeVisible();
  await dialog().getByRole('radio', { name: '4 élèves qui n’ont pas de carte' }).click();
  await dialog().getByRole('button', { name: 'Faire les cartes' }).click();
  await said('4 cartes sont prêtes.');
  expect(pupil(cartable, 'awa').card).toBe(hash);
  await button('Annuler').click();
  await said('C’est comme avant.');
  expect(
    classOf(cartable)
      .pupils.filter((one) => one.card !== undefined)
      .map(({ id }) => id),
  ).toEqual(['awa']);
});

test('[S1] a full disk is said in the dialog, and the old code stays', async () => {
  const cartable = await pupilsScreen((one) => one.breakDisk('full'));
  await button('Nouveau code : Awa').click();
  await dialog().getByRole('button', { name: 'Donner ce code' }).click();
  await expect.element(dialog().getByRole('alert')).toMatchTextContent(/plus de place/);
  expect(await checkCode(CODE, pupil(cartable, 'awa').code!)).toBe(true);
});

test('the teacher chooses after how many minutes a forgotten tablet closes', async () => {
  const cartable = await pupilsScreen();
  const choice = page.getByRole('combobox', { name: /se ferme après/ });
  await expect.element(choice).toHaveValue('10');
  await choice.selectOptions('5 minutes');
  await expect.poll(() => classOf(cartable).idleMinutes).toBe(5);
});
