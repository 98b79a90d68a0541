import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import HeldPage from '../../src/ui/held/HeldPage.svelte';
import Pupil from '../../src/ui/pupil/Pupil.svelte';
import Teacher from '../../src/ui/teacher/Teacher.svelte';
import type { HeldRow } from '../../src/sync/ports.ts';
import { pageAt } from '../support/page-at.ts';
import { sampleTablet, TABLET } from '../support/sample-classroom.ts';
import Stage from '../support/Stage.svelte';

const LAPTOP = { ...TABLET, device: 'laptop', role: 'teacher', number: 0, account: 'hoarau' } as const;
const LEO = {
  doc: 'work/pour-tous/leo',
  author: 'leo',
  why: 'too-big',
  rows: 2,
  bytes: 9,
  device: 'tablet-7',
  number: 7,
  since: 1_760_000_000_000,
};
const ROW: HeldRow = {
  row: {
    seq: 3,
    tag: 't',
    doc: LEO.doc,
    author: 'leo',
    device: 'tablet-2',
    authors: [],
    update: Uint8Array.of(1, 2, 3),
    hash: new Uint8Array(32),
  },
  reason: 'no-right',
};

const notice = () => page.getByText(/n’a pas pu être envoyé|n’ont pas pu être envoyés/);
const LET_GO = 'J’ai compris, ne plus le garder ici';
const button = (name: string) => page.getByRole('button', { name });

async function boardWith(held: readonly (typeof LEO)[]) {
  const cartable = await sampleTablet();
  cartable.enrolment.set(LAPTOP);
  cartable.heldBelow.set(held);
  await render(Stage, { cartable, page: pageAt('/classe'), screen: Teacher });
  return cartable;
}

beforeEach(() => localStorage.clear());

test('[S9] a teacher reads on the board whose work could not be sent, that it is safe, where, and what to do', async () => {
  await boardWith([LEO]);
  await expect
    .element(notice())
    .toHaveTextContent('1 travail de Léo n’a pas pu être envoyé — il est en sécurité sur la tablette n° 7.');
  await button('Que faire ?').click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByText('Il est trop gros pour la malle.')).toBeVisible();
  await expect.element(dialog.getByText(/La tortue verte/)).toBeVisible();
  await expect.element(dialog.getByText('Prenez la tablette.')).toBeVisible();
});

test('[S9] what a disk has damaged is not said to be safe, and trying again is not offered', async () => {
  await boardWith([{ ...LEO, why: 'damaged', device: '', number: 0 }]);
  await expect.element(page.getByText('1 travail est gardé à part : un disque en a abîmé un morceau.')).toBeVisible();
  await button('Que faire ?').click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByText(/il revient tout seul/)).toBeVisible();
  await expect.element(dialog.getByText(/Rien n’est perdu/)).not.toBeInTheDocument();
});

test('[S9] a damaged work can be taken away as a file', async () => {
  const cartable = await sampleTablet();
  cartable.enrolment.set(LAPTOP);
  cartable.held.set([{ ...ROW, reason: 'damaged' }]);
  await render(Stage, { cartable, page: pageAt('/travaux-gardes'), screen: HeldPage });
  await expect.element(page.getByText(/Un morceau en a été abîmé par le disque/)).toBeVisible();
  await expect.element(button('Enregistrer une copie')).toBeVisible();
  await expect.element(button('Essayer de nouveau')).not.toBeInTheDocument();
});

test('[S9] what a disk has damaged may leave once a copy is saved, and nothing else does', async () => {
  const cartable = await sampleTablet();
  const damaged = { ...ROW, reason: 'damaged' };
  const copy = { row: { ...ROW.row, seq: 4 }, reason: 'damaged-copy' };
  const refused = { row: { ...ROW.row, seq: 5 }, reason: 'no-right' };
  cartable.held.set([damaged, copy, refused]);
  await render(Stage, { cartable, page: pageAt('/travaux-gardes'), screen: HeldPage });
  await expect.element(page.getByText(/peut partir d’ici/)).toBeVisible();
  await expect.element(button(LET_GO)).not.toBeInTheDocument();
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  await button('Enregistrer une copie').click();
  vi.restoreAllMocks();
  cartable.breakDisk('closed');
  await button(LET_GO).click();
  await expect.element(page.getByRole('alert').getByText(/Rien n’a changé/)).toBeVisible();
  cartable.breakDisk(undefined);
  await button(LET_GO).click();
  await expect.element(button(LET_GO)).not.toBeInTheDocument();
  expect(cartable.held.value).toEqual([copy, refused]);
});

test('once seen it is a small line, until there is another', async () => {
  const cartable = await boardWith([LEO]);
  await button('Que faire ?').click();
  await button('J’ai vu').click();
  await expect.element(notice()).not.toBeInTheDocument();
  await expect.element(button('1 travail gardé à part')).toBeVisible();
  cartable.heldBelow.set([LEO, { ...LEO, author: 'mina', doc: 'work/pour-tous/mina', number: 8, device: 'tablet-8' }]);
  await expect.element(page.getByText(/^2 travaux n’ont pas pu être envoyés/)).toBeVisible();
  cartable.heldBelow.set([]);
  await expect.element(notice()).not.toBeInTheDocument();
  await expect.element(button('2 travaux gardés à part')).not.toBeInTheDocument();
});

test('[S9] on the tablet the way to it is where the tablet speaks of the trolley', async () => {
  const cartable = await sampleTablet();
  cartable.held.set([ROW]);
  await render(Stage, { cartable, page: pageAt('/eleve'), screen: Pupil });
  await button('Près de la malle').click();
  await expect.element(page.getByText(/Un travail n’a pas pu partir/)).toBeVisible();
  expect(page.getByRole('link', { name: 'Pour la maîtresse ou le maître' }).element().getAttribute('href')).toBe(
    '/travaux-gardes',
  );
});

test('[S9] there it is saved as a file, whole, and tried again', async () => {
  const cartable = await sampleTablet();
  cartable.held.set([ROW]);
  await render(Stage, { cartable, page: pageAt('/travaux-gardes'), screen: HeldPage });
  const saved: { name: string; bytes: Blob }[] = [];
  const blobs: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return '#';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, bytes: blobs.at(-1)! });
  });
  await button('Enregistrer une copie').click();
  expect(saved.map(({ name }) => name)).toEqual(['cartable-tablette-2.json']);
  expect(JSON.parse(await saved[0]!.bytes.text())).toMatchObject({
    rows: [{ doc: LEO.doc, author: 'leo', reason: 'no-right', update: 'AQID' }],
  });
  vi.restoreAllMocks();

  cartable.breakDisk('closed');
  await button('Essayer de nouveau').click();
  await expect.element(page.getByRole('alert').getByText(/Rien n’a changé/)).toBeVisible();
  cartable.breakDisk(undefined);
  await button('Essayer de nouveau').click();
  await expect.element(page.getByText(/C’est reparti/)).toBeVisible();
  expect(cartable.toSync.value.rows).toBe(1);
  await expect.element(page.getByText('Rien n’est gardé à part sur cet appareil.')).toBeVisible();
});
