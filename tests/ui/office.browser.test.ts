import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { err } from '../../src/base/result.ts';
import App from '../../src/ui/App.svelte';
import { FakeCartable } from '../support/fake-cartable.ts';
import { FAKE_PASSWORD, fakeOffice, meAs } from '../support/fake-office.ts';
import { pageAt } from '../support/page-at.ts';

beforeEach(() => window.localStorage.clear());

async function officeAt(path: string, office = fakeOffice()) {
  const address = pageAt(path);
  await render(App, { cartable: new FakeCartable(), openOffice: async () => office, page: address });
  return { office, address };
}

async function signIn(account = 'mme-vellayen', password = FAKE_PASSWORD) {
  await page.getByLabelText('Votre identifiant').fill(account);
  await page.getByLabelText('Votre mot de passe').fill(password);
  await page.getByRole('button', { name: 'Entrer' }).click();
}

const tab = (name: string) => page.getByRole('navigation').getByRole('link', { name });

test('a device that never joined a trolley can sign in too, and sees the head’s tabs', async () => {
  await officeAt('/ecole');
  await signIn('mme-vellayen', 'faux');
  await expect.element(page.getByRole('alert')).toMatchTextContent(/L’identifiant ou le mot de passe/);
  await signIn();
  await expect.element(page.getByText('Mme Vellayen', { exact: true })).toBeVisible();
  await expect.element(tab('Comptes')).toBeVisible();
});

test('tabs show what the duties allow, and the address opens no more', async () => {
  const office = fakeOffice();
  office.session.known = meAs('teacher', 'Mme Clain');
  await officeAt('/ecole/comptes', office);
  await signIn('mme-clain');
  await expect.element(tab('Mon compte')).toBeVisible();
  await expect.element(tab('Comptes')).not.toBeInTheDocument();
  await expect.element(page.getByText('Les comptes des adultes')).not.toBeInTheDocument();
});

test('the second factor is asked for where the account has one', async () => {
  const office = fakeOffice();
  office.session.totp = '123456';
  await officeAt('/ecole', office);
  await signIn();
  const field = page.getByLabelText('Code de votre application d’authentification');
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  await field.fill('000000');
  await page.getByRole('button', { name: 'Entrer' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Ce code ne va pas/);
  await field.fill('123456');
  await page.getByRole('button', { name: 'Entrer' }).click();
  await expect.element(tab('Comptes')).toBeVisible();
});

test('a one-time password leads to the choice of an own one, and nowhere else', async () => {
  const office = fakeOffice();
  office.session.known = { ...meAs('head'), mustChange: true };
  await officeAt('/ecole/comptes', office);
  await signIn();
  await expect.element(page.getByText('Choisissez votre mot de passe')).toBeVisible();
  await expect.element(page.getByRole('navigation')).not.toBeInTheDocument();
  await page.getByLabelText('Mot de passe actuel').fill(FAKE_PASSWORD);
  await page.getByLabelText('Nouveau mot de passe').fill('la mer est calme ce soir');
  await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
  await expect.element(tab('Comptes')).toBeVisible();
});

test('the first head is made with the code that the node printed', async () => {
  const office = fakeOffice();
  office.adults.at = { toSetUp: true, school: '', provider: null };
  await officeAt('/ecole', office);
  await page.getByLabelText('Code de mise en service').fill('AAAA-BBBB-CCCC');
  await page.getByLabelText('Nom affiché').fill('Mme Vellayen');
  await page.getByLabelText('Identifiant').fill('mme-vellayen');
  await page.getByLabelText('Nouveau mot de passe').fill('la mer est calme ce soir');
  await page.getByRole('button', { name: 'Créer le compte' }).click();
  await expect.element(tab('Comptes')).toBeVisible();
});

test('a head adds an account, hands its password over, and closes it', async () => {
  await officeAt('/ecole');
  await signIn();
  await page.getByRole('button', { name: 'Ajouter un compte' }).click();
  await page.getByLabelText('Nom affiché').fill('M. Hoarau');
  await expect.element(page.getByLabelText('Identifiant')).toHaveValue('m-hoarau');
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect.element(page.getByText('abcd-efgh-jkmn-pqrs')).toBeVisible();
  await page.getByRole('button', { name: 'C’est noté' }).click();
  await expect.element(page.getByText('abcd-efgh-jkmn-pqrs')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Fermer le compte' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer le compte' }).click();
  await expect.element(page.getByRole('button', { name: 'Rouvrir le compte' })).toBeVisible();
});

test('leaving shows the door again', async () => {
  const { office } = await officeAt('/ecole');
  await signIn();
  await page.getByRole('button', { name: 'Quitter le bureau' }).click();
  await expect.element(page.getByLabelText('Votre identifiant')).toBeVisible();
  expect(office.session.signedOut).toBe(1);
});

test('who has linked an account enters by the school’s identity provider, and hears why where it does not answer', async () => {
  const office = fakeOffice();
  office.adults.at = { toSetUp: false, school: '', provider: 'ENT' };
  office.provider.trouble = { why: 'refused', code: 'provider-unreachable' };
  await officeAt('/ecole', office);
  const button = page.getByRole('button', { name: 'Entrer avec mon compte ENT' });
  await button.click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Votre mot de passe marche sans lui/);
  office.provider.trouble = undefined;
  await button.click();
  await expect.poll(() => office.provider.went).toEqual(['enter']);
});

test('who comes back from the provider without a link is told what to do, and signs in by password', async () => {
  const office = fakeOffice();
  office.adults.at = { toSetUp: false, school: '', provider: 'ENT' };
  office.provider.back = err({ why: 'refused', code: 'provider-unlinked' });
  const { address } = await officeAt('/ecole/retour', office);
  await expect.element(page.getByRole('alert')).toMatchTextContent(/n’est lié à aucun compte ouvert ici/);
  await signIn();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  expect(address.path).toBe('/ecole/moi');
});

test('an account is linked from the person’s own panel, and unlinked', async () => {
  const office = fakeOffice();
  office.adults.at = { toSetUp: false, school: '', provider: 'ENT' };
  await officeAt('/ecole/moi', office);
  await signIn();
  await page.getByRole('button', { name: 'Lier mon compte ENT' }).click();
  await expect.poll(() => office.provider.went).toEqual(['link']);
  office.session.me.set({ ...meAs('head'), linked: true });
  await page.getByRole('button', { name: 'Délier mon compte ENT' }).click();
  await expect.poll(() => office.provider.unlinked).toBe(1);
});

test('a school without an identity provider sees nothing of it', async () => {
  await officeAt('/ecole/moi');
  await signIn();
  await expect.element(page.getByRole('button', { name: 'Changer le mot de passe' })).toBeVisible();
  await expect.element(page.getByText('ENT')).not.toBeInTheDocument();
});

test('a second factor is turned on with the password and a first code, and gives recovery codes once', async () => {
  await officeAt('/ecole/moi');
  await signIn();
  await page.getByRole('button', { name: 'Activer la double vérification' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabelText('Mot de passe actuel').fill(FAKE_PASSWORD);
  await dialog.getByRole('button', { name: 'Continuer' }).click();
  await expect.element(dialog.getByRole('img', { name: /^Carré à viser/ })).toBeVisible();
  const code = dialog.getByLabelText(/^Les six chiffres/);
  await code.fill('000000');
  await dialog.getByRole('button', { name: 'Continuer' }).click();
  await expect.element(dialog.getByRole('alert')).toMatchTextContent(/Ce code ne va pas/);
  await code.fill('123456');
  await dialog.getByRole('button', { name: 'Continuer' }).click();
  await expect.element(dialog.getByText('abcd-efgh-jkmn-pqr2')).toBeVisible();
  await dialog.getByRole('button', { name: 'Je les ai notés' }).click();
  await expect.element(page.getByText('abcd-efgh-jkmn-pqr2')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Retirer la double vérification' }).click();
  await dialog.getByLabelText('Mot de passe actuel').fill(FAKE_PASSWORD);
  await dialog.getByRole('button', { name: 'Retirer la double vérification' }).click();
  await expect.element(page.getByRole('button', { name: 'Activer la double vérification' })).toBeVisible();
});

test('who comes back from the provider is asked for the second factor, and need not go there again', async () => {
  const office = fakeOffice();
  office.adults.at = { toSetUp: false, school: '', provider: 'ENT' };
  office.provider.back = err({ why: 'refused', code: 'totp-needed' });
  await officeAt('/ecole/retour', office);
  const code = page.getByLabelText('Code de votre application d’authentification');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Entrer' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Ce code ne va pas/);
  await code.fill('123456');
  await page.getByRole('button', { name: 'Entrer' }).click();
  await expect.poll(() => office.provider.codes).toEqual(['000000', '123456']);
});
