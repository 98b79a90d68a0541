import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import * as Y from 'yjs';
import { readAssignment } from '../../src/classroom/assignment.ts';
import { assignmentDocument, workDocument } from '../../src/classroom/document-id.ts';
import { handIn, takeBack } from '../../src/classroom/hand-in.ts';
import { answer, finishStep, pageOf } from '../../src/classroom/work.ts';
import App from '../../src/ui/App.svelte';
import Teacher from '../../src/ui/teacher/Teacher.svelte';
import type { Enrolment } from '../../src/sync/facade.ts';
import type { Office } from '../../src/sync/office/office.ts';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { pageAt } from '../support/page-at.ts';
import { handOut, sampleTablet, TABLET } from '../support/sample-classroom.ts';
import Stage from '../support/Stage.svelte';

const TEACHER = { ...TABLET, device: 'laptop', role: 'teacher', number: 0, account: 'hoarau' } as const;

async function teacherAt(path: string, prepare: (cartable: FakeCartable) => void = () => {}): Promise<FakeCartable> {
  const cartable = await sampleTablet();
  cartable.enrolment.set(TEACHER);
  prepare(cartable);
  await render(Stage, { cartable, page: pageAt(path), screen: Teacher });
  return cartable;
}

/** What is handed out besides the sample's own. */
async function newAssignments(cartable: FakeCartable) {
  const { documents } = await cartable.debug();
  return documents
    .map(({ id }) => id)
    .filter((id) => id.startsWith('assignment/') && id !== assignmentDocument('pour-tous'))
    .map((id) => readAssignment(id.slice('assignment/'.length), cartable.doc(id)));
}

const tiles = () => page.getByRole('list', { name: 'Travaux' });
const tile = (name: string) => tiles().getByRole('link', { name: new RegExp(`^${name}`) });
const namesOnTiles = () =>
  tiles()
    .getByRole('link')
    .elements()
    .map((link) => link.querySelector('strong')?.textContent);
const count = (words: string) => page.getByRole('button', { name: words });
const work = (owner: string) => workDocument('pour-tous', owner);

function write(doc: Y.Doc, text: string): void {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  pageOf(doc, 'ecrire').push([paragraph]);
}

test('handing out to a group writes an assignment by the teacher, for that group', async () => {
  const cartable = await teacherAt('/classe/seances/tortue');
  await page.getByRole('button', { name: 'Distribuer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Un groupe' }).click();
  await expect.element(dialog.getByRole('button', { name: 'Distribuer' })).toBeDisabled();
  await dialog.getByRole('radio', { name: /Le lagon/ }).click();
  await dialog.getByRole('button', { name: 'Distribuer' }).click();

  await expect.element(page.getByRole('status').getByText('Distribué à Le lagon')).toBeInTheDocument();
  expect(await newAssignments(cartable)).toMatchObject([
    { class: 'ce2', lesson: 'tortue', audience: { kind: 'group', group: 'lagon' }, by: 'hoarau', closed: false },
  ]);
});

test('[S9] undoing a hand-out closes the assignment and drops nothing', async () => {
  const cartable = await teacherAt('/classe/seances/tortue');
  await page.getByRole('button', { name: 'Distribuer' }).click();
  await page.getByRole('dialog').getByRole('radio', { name: 'Un élève' }).click();
  await page.getByRole('dialog').getByRole('radio', { name: 'Noé' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Distribuer' }).click();
  await page.getByRole('button', { name: 'Annuler' }).click();

  await expect.element(page.getByRole('status').getByText('La distribution est annulée.')).toBeInTheDocument();
  expect(await newAssignments(cartable)).toMatchObject([{ audience: { kind: 'pupil', pupil: 'noe' }, closed: true }]);
});

test('handing out again to the same audience is said first, and possible', async () => {
  const cartable = await teacherAt('/classe/seances/tortue');
  await page.getByRole('button', { name: 'Distribuer' }).click();
  await expect.element(page.getByText(/Déjà distribuée/)).toBeVisible();
  await page.getByRole('button', { name: 'Distribuer encore' }).click();
  await expect.element(page.getByRole('status').getByText('Distribué à toute la classe')).toBeInTheDocument();
  expect(await newAssignments(cartable)).toHaveLength(1);
});

test('[S1] a full disk is said in the dialog, and nothing is called handed out', async () => {
  const cartable = await teacherAt('/classe/seances/tortue', (one) => one.breakDisk('full'));
  await page.getByRole('button', { name: 'Distribuer' }).click();
  await page.getByRole('button', { name: 'Distribuer encore' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/plus de place/);
  await expect.element(page.getByRole('dialog')).toBeVisible();
  expect(await newAssignments(cartable)).toEqual([]);
});

test('the board follows a work from not begun to handed in, and its tiles never move', async () => {
  const cartable = await teacherAt('/classe');
  const order = ['Awa', 'Léo', 'Mina', 'Noé', 'Zoé'];
  await expect.element(tile('Mina')).toMatchTextContent(/pas commencé/);
  expect(namesOnTiles()).toEqual(order);

  cartable.change(work('mina'), (doc) => finishStep(doc, 'ecouter'));
  await expect.element(tile('Mina')).toMatchTextContent(/étape 2 sur 4/);

  cartable.change(work('mina'), (doc) => {
    answer(doc, 'questions', 'q1', ['q1b']);
    answer(doc, 'questions', 'q2', ['q2b']);
    write(doc, 'Kaya nage.');
  });
  await expect.element(tile('Mina')).toMatchTextContent(/1 sur 2 juste/);
  await expect.element(tile('Mina')).toMatchTextContent(/10 signes/);

  cartable.change(work('mina'), (doc) => handIn(doc, 'mina', 1_760_000_000_000));
  await expect.element(tile('Mina')).toMatchTextContent(/rendu/);
  await expect.element(count('1 rendu')).toBeVisible();
  await expect.element(count('4 pas encore rendus')).toBeVisible();
  expect(namesOnTiles()).toEqual(order);

  cartable.change(work('mina'), (doc) => takeBack(doc, 'mina', 1_760_000_000_001));
  await expect.element(count('0 rendu')).toBeVisible();
});

test('[S13] a tile wears the buckles of its work', async () => {
  const cartable = await teacherAt('/classe');
  cartable.change(work('awa'), (doc) => finishStep(doc, 'ecouter'));
  cartable.setLevel(work('awa'), 2);
  await expect.element(tile('Awa').getByRole('img', { name: 'Rangé dans la malle' })).toBeVisible();
  cartable.setLevel(work('awa'), 3);
  await expect.element(tile('Awa').getByRole('img', { name: 'Rangé dans la malle et à l’école' })).toBeVisible();
});

test('a tap on a count keeps those works only, a second one shows all again', async () => {
  await teacherAt('/classe', (cartable) => {
    for (const pupil of ['leo', 'zoe']) cartable.change(work(pupil), (doc) => handIn(doc, pupil, 1));
  });
  await count('2 rendus').click();
  await expect.poll(namesOnTiles).toEqual(['Léo', 'Zoé']);
  await count('3 pas encore rendus').click();
  await expect.poll(namesOnTiles).toEqual(['Awa', 'Mina', 'Noé']);
  await count('3 pas encore rendus').click();
  await expect.poll(namesOnTiles).toHaveLength(5);
});

test('a group is one tile with its members', async () => {
  await teacherAt('/classe/activite/ilot', (cartable) => handOut(cartable, 'ilot', { kind: 'group', group: 'lagon' }));
  await expect.element(tile('Le lagon')).toMatchTextContent(/Awa, Léo et Mina/);
  expect(namesOnTiles()).toEqual(['Le lagon']);
});

test('taking back asks first, says what is missing, and keeps every work', async () => {
  const cartable = await teacherAt('/classe', (one) => one.change(work('leo'), (doc) => handIn(doc, 'leo', 1)));
  await page.getByRole('button', { name: 'Reprendre' }).click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog).toMatchTextContent(/4 travaux ne sont pas encore rendus/);
  await dialog.getByRole('button', { name: 'Laisser ouverte' }).click();
  const closed = () => readAssignment('pour-tous', cartable.doc(assignmentDocument('pour-tous')))?.closed;
  expect(closed()).toBe(false);

  await page.getByRole('button', { name: 'Reprendre' }).click();
  await dialog.getByRole('button', { name: 'Reprendre' }).click();
  await expect.element(page.getByText('Rien n’est distribué en ce moment.')).toBeVisible();
  expect(closed()).toBe(true);
  await page.getByText('1 activité reprise').click();
  await expect.element(page.getByRole('link', { name: /La tortue verte/ })).toBeVisible();
});

test('[S8] a work is read as it is written, and nothing is written into it', async () => {
  const cartable = await teacherAt('/classe', (one) =>
    one.change(work('awa'), (doc) => {
      finishStep(doc, 'ecouter');
      answer(doc, 'questions', 'q1', ['q1a']);
      write(doc, 'La tortue sort du sable.');
    }),
  );
  const before = Y.encodeStateVector(cartable.doc(work('awa')));
  await tile('Awa').click();
  await expect.element(page.getByText('La tortue sort du sable.')).toBeVisible();
  await expect.element(page.getByText('à revoir')).toBeVisible();
  expect(Y.encodeStateVector(cartable.doc(work('awa')))).toEqual(before);

  cartable.change(work('awa'), (doc) => write(doc, 'Elle court vers la mer.'));
  await expect.element(page.getByText('Elle court vers la mer.')).toBeVisible();
  await page.getByRole('link', { name: /Travail suivant.*Léo/ }).click();
  await expect.element(page.getByText('Ce travail n’est pas encore commencé.')).toBeVisible();
});

test('a tablet of pupils shows nothing of the teacher’s room', async () => {
  await teacherAt('/classe', (cartable) => cartable.enrolment.set(TABLET));
  await expect.element(page.getByText(/Ici, c’est une tablette d’élève/)).toBeVisible();
  await expect.element(page.getByRole('link', { name: 'Mes séances' })).not.toBeInTheDocument();
});

const toTablets = () => page.getByRole('link', { name: 'Voir toutes les tablettes' });

async function appAt(path: string, enrolment: Enrolment, openOffice?: () => Promise<Office>) {
  const cartable = await sampleTablet();
  cartable.enrolment.set(enrolment);
  const address = pageAt(path);
  await render(App, { cartable, page: address, openOffice });
  return { cartable, address };
}
const noOffice = () => new Promise<Office>(() => {});

test('where the trolley and its tablets are spoken of, a teacher finds the office’s list of them', async () => {
  const { cartable, address } = await appAt('/classe', TEACHER, noOffice);
  await page.getByRole('button', { name: 'Relié à la malle' }).click();
  await expect.element(toTablets()).toBeVisible();
  cartable.connection.set({ state: 'away', upstream: undefined, elsewhere: false });
  await expect.element(toTablets()).not.toBeInTheDocument();
  cartable.connection.set({ state: 'live', upstream: 'hub', elsewhere: false });
  await toTablets().click();
  await expect.poll(() => address.path).toBe('/ecole/tablettes');
});

test.each([
  ['a page without the office', TEACHER, undefined],
  ['a tablet of pupils', TABLET, noOffice],
])('%s shows no way to the list of tablets', async (_, enrolment, openOffice) => {
  await appAt('/classe', enrolment, openOffice);
  await page.getByRole('button', { name: 'Relié à la malle' }).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  expect(toTablets().query()).toBeNull();
});
