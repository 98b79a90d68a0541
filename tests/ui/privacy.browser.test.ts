import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { AdultRole } from '../../src/classroom/duties.ts';
import App from '../../src/ui/App.svelte';
import { FakeCartable } from '../support/fake-cartable.ts';
import { fakeOffice, meAs } from '../support/fake-office.ts';
import { FakePrivacy } from '../support/fake-privacy.ts';
import { pageAt } from '../support/page-at.ts';

beforeEach(() => window.localStorage.clear());

async function panelOf(role: AdultRole) {
  const privacy = new FakePrivacy();
  const office = fakeOffice({ privacy });
  office.session.me.set(meAs(role));
  await render(App, { cartable: new FakeCartable(), openOffice: async () => office, page: pageAt('/ecole/donnees') });
  return privacy;
}

const button = (name: string) => page.getByRole('button', { name });
const part = (name: string) => page.getByRole('region', { name, exact: true }).first();

test('a class or a pupil is taken out as an archive', async () => {
  const privacy = await panelOf('head');
  const takeOut = part('Emporter des travaux');
  await takeOut.getByRole('button').click();
  await expect.element(takeOut.getByText(/dans les téléchargements/)).toBeVisible();
  await takeOut.getByRole('combobox', { name: 'Élève' }).selectOptions('Ben Payet');
  await takeOut.getByRole('button').click();
  await expect.poll(() => privacy.takenOut).toEqual(['class ce2a', 'pupil p2']);
});

test('a pupil is erased only once their name was written by hand; then the list says how far it has come', async () => {
  const privacy = await panelOf('head');
  const erase = part('Effacer un élève');
  await expect.element(button('Effacer cet élève…')).toBeDisabled();
  await erase.getByRole('combobox', { name: 'Élève' }).selectOptions('Awa Hoarau');
  await button('Effacer cet élève…').click();
  const dialog = page.getByRole('dialog');
  const forGood = dialog.getByRole('button', { name: 'Effacer pour toujours' });
  await expect.element(forGood).toBeDisabled();
  await dialog.getByLabelText(/écrivez son nom/).fill('Awa Payet');
  await expect.element(forGood).toBeDisabled();
  await dialog.getByLabelText(/écrivez son nom/).fill(' awa  hoarau ');
  await forGood.click();
  await expect.element(page.getByText('1 appareil l’a fait, 2 sont attendus')).toBeVisible();
  await expect.element(erase.getByText('Il n’en reste rien sur ce serveur.')).toBeVisible();
  await expect.element(button('Certificat')).toBeVisible();
  expect(privacy.confirmed).toEqual([' awa  hoarau ']);
});

test('who left is shown with the day on which the node erases them', async () => {
  await panelOf('head');
  await expect.element(page.getByText(/Dimitri Grondin \(CM1\).*8 février 2027/)).toBeVisible();
});

test('the trail is read page by page', async () => {
  await panelOf('head');
  await expect.element(page.getByText('Élève 4')).toBeVisible();
  await button('Plus anciens').click();
  await expect.element(page.getByText('Élève 1')).toBeVisible();
  await expect.element(button('Plus anciens')).not.toBeInTheDocument();
});

test('a teacher takes out, and neither erases nor reads the trail', async () => {
  await panelOf('teacher');
  await expect.element(button('Télécharger l’archive')).toBeVisible();
  await expect.element(button('Effacer cet élève…')).not.toBeInTheDocument();
  await expect.element(page.getByText('Journal des accès')).not.toBeInTheDocument();
});

test('a node that is away is said, and nothing is lost', async () => {
  const privacy = await panelOf('teacher');
  await expect.element(page.getByRole('combobox', { name: 'Classe' })).toHaveValue('ce2a');
  privacy.trouble = { why: 'unreachable' };
  await button('Télécharger l’archive').click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/La malle ne répond pas/);
});

test('families read without signing in what is kept, in both languages', async () => {
  await render(App, { cartable: new FakeCartable(), page: pageAt('/familles') });
  await expect.element(page.getByRole('heading', { name: 'Les données de votre enfant' })).toBeVisible();
  await expect.element(page.getByText(/dans les 90 jours/)).toBeVisible();
  await button('English').click();
  await expect.element(page.getByRole('heading', { name: 'Your child’s data' })).toBeVisible();
});
