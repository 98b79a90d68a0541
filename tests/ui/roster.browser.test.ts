import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { writeClass } from '../../src/classroom/class-document.ts';
import { classDocument } from '../../src/classroom/document-id.ts';
import { MAX_ROSTER_BYTES } from '../../src/classroom/roster/roster.ts';
import App from '../../src/ui/App.svelte';
import { FakeCartable } from '../support/fake-cartable.ts';
import { fakeOffice, meAs } from '../support/fake-office.ts';
import { FakeRoster, largeDraft, sampleDraft } from '../support/fake-roster.ts';
import { pageAt } from '../support/page-at.ts';
import { sampleClass } from '../support/sample-classroom.ts';
import { tabletAt } from './pupil-at.ts';

beforeEach(() => window.localStorage.clear());

async function panel(roster = new FakeRoster()) {
  const office = fakeOffice({ roster });
  office.session.me.set(meAs('head'));
  await render(App, { cartable: new FakeCartable(), openOffice: async () => office, page: pageAt('/ecole/eleves') });
  await expect.element(button('Choisir le fichier…')).toBeVisible();
  return roster;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const check = (name: string) => page.getByRole('checkbox', { name, exact: true });
const file = (text: string | Uint8Array<ArrayBuffer> = 'x', name = 'CSVExtraction.csv') => new File([text], name);

/** As a person does by the button: the file lands in the hidden field. */
function choose(chosen = file()): void {
  const field = document.querySelector<HTMLInputElement>('input[type=file]')!;
  const transfer = new DataTransfer();
  transfer.items.add(chosen);
  field.files = transfer.files;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

test('a file is compared, each row has its choice, and one button says how many changes it saves', async () => {
  const roster = await panel();
  choose();
  await expect.element(page.getByRole('heading', { name: 'Ce que ce fichier change' })).toBeVisible();
  await expect.element(page.getByText(/Ligne 7\s: la case commence comme une formule/)).toBeVisible();
  await expect.element(button('Enregistrer ces 3 changements')).toBeEnabled();
  await expect.element(check('Prendre : Tom Payet')).toBeChecked();
  await expect.element(check('A quitté l’école : Ugo Bègue')).not.toBeChecked();
  await check('Prendre : Zoé Técher').click();
  await check('A quitté l’école : Ugo Bègue').click();
  await page.getByRole('combobox', { name: /Qui est Léa Hoarau/ }).selectOptions('C’est Léa Hoarau (CP B, niveau CP)');
  await button('Enregistrer ces 4 changements').click();
  await expect.element(page.getByText('C’est enregistré.')).toBeVisible();
  expect(roster.saved).toEqual([{ l5: 'out', p9: 'left', l2: 'is:p2' }]);
  await expect.element(page.getByText('1 départ')).toBeVisible();
});

test('what was saved is taken back; where it cannot be, it says why', async () => {
  const roster = await panel();
  choose();
  await button('Enregistrer ces 3 changements').click();
  await button('Annuler cet import').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Annuler cet import' }).click();
  await expect.element(page.getByText(/les listes sont comme avant/)).toBeVisible();
  await expect.element(button('Annuler cet import')).not.toBeInTheDocument();
  choose();
  roster.undoSays = { kind: 'worked', names: ['Tom Payet'] };
  await button('Enregistrer ces 3 changements').click();
  await button('Annuler cet import').click();
  await dialog.getByRole('button', { name: 'Annuler cet import' }).click();
  await expect.element(page.getByText(/on y travaille déjà \(Tom Payet\)/)).toBeVisible();
});

test('the new year says what it comes to before it acts', async () => {
  const roster = await panel();
  await page.getByRole('radio', { name: /nouvelle année/ }).click();
  choose();
  await expect.element(check('A quitté l’école : Ugo Bègue')).toBeChecked();
  await expect.element(page.getByText('sera fermée')).toBeVisible();
  await button('Enregistrer ces 5 changements').click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByText(/effacés dans les 90 jours/)).toBeVisible();
  expect(roster.saved).toEqual([]);
  await dialog.getByRole('button', { name: 'Passer à la nouvelle année' }).click();
  await expect.element(page.getByText('C’est enregistré.')).toBeVisible();
  expect([roster.modes, roster.saved]).toEqual([['new-year'], [{}]]);
});

test('two rows that mean one pupil are not saved', async () => {
  const roster = new FakeRoster();
  const draft = sampleDraft();
  const doubt = draft.rows[0]!;
  roster.answers = { ...draft, rows: [doubt, { ...doubt, id: 'l9' }] };
  await panel(roster);
  choose();
  const who = page.getByRole('combobox', { name: /Qui est/ });
  await who.nth(0).selectOptions('C’est Léa Hoarau (CP A, niveau CP)');
  await who.nth(1).selectOptions('C’est Léa Hoarau (CP A, niveau CP)');
  await expect.element(page.getByText(/désignent le même élève/)).toBeVisible();
  await expect.element(button('Enregistrer ces 2 changements')).toBeDisabled();
});

test('what is no list, or far too large, is said, and nothing changes', async () => {
  const roster = new FakeRoster();
  roster.answers = { kind: 'failure', failure: { kind: 'not-a-csv', why: 'binary' } };
  await panel(roster);
  choose();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/un autre genre de fichier.*Rien n’a été changé/);
  choose(file(new Uint8Array(MAX_ROSTER_BYTES + 1)));
  await expect.element(page.getByRole('alert')).toMatchTextContent(/bien plus gros qu’une liste/);
  roster.trouble = { why: 'unreachable' };
  choose();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/La malle ne répond pas/);
});

test('where somebody else was faster, the file is read again', async () => {
  const roster = await panel();
  roster.applied = 'changed-meanwhile';
  choose();
  await button('Enregistrer ces 3 changements').click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/a changé les classes entre-temps/);
  roster.applied = 'done';
  await button('Relire ce fichier').click();
  await button('Enregistrer ces 3 changements').click();
  await expect.element(page.getByText('C’est enregistré.')).toBeVisible();
});

test('a school without pupils begins with its list; 246 rows come class by class', async () => {
  const roster = new FakeRoster();
  roster.at = { ...roster.at, classes: 0, pupils: 0 };
  roster.answers = largeDraft();
  await panel(roster);
  await expect.element(page.getByText(/ne connaît encore aucun élève/)).toBeVisible();
  choose();
  await expect.element(button('Enregistrer ces 246 changements')).toBeVisible();
  expect(document.querySelectorAll('tbody tr')).toHaveLength(0);
  await page.getByText('CE3', { exact: true }).click();
  await expect.poll(() => document.querySelectorAll('tbody tr').length).toBe(25);
});

test('it is read in English too', async () => {
  await panel();
  await button('English').click();
  await expect.element(button('Choose the file…')).toBeVisible();
});

test('a class that a new year closed is offered to nobody: its tablet goes straight to the class that is left', async () => {
  const closed = { ...(await sampleClass()), name: 'CM2 de M. Fontaine', pupils: [] };
  await tabletAt('/eleve', (cartable) =>
    cartable.change(classDocument('cm2'), (doc) => {
      writeClass(doc, closed);
      doc.getMap('class').set('closed', true);
    }),
  );
  await expect.element(page.getByRole('heading', { level: 1, name: 'Qui es-tu ?' })).toBeVisible();
  await expect.element(page.getByText('CM2 de M. Fontaine')).not.toBeInTheDocument();
});
