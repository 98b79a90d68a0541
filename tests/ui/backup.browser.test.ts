import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { AdultRole } from '../../src/classroom/duties.ts';
import App from '../../src/ui/App.svelte';
import { FakeBackup } from '../support/fake-backup.ts';
import { FakeCartable } from '../support/fake-cartable.ts';
import { fakeOffice, meAs } from '../support/fake-office.ts';
import { pageAt } from '../support/page-at.ts';

beforeEach(() => window.localStorage.clear());

async function panelOf(role: AdultRole, backup = FakeBackup.withOne(), panel = 'sauvegarde') {
  const office = fakeOffice({ backup });
  office.session.me.set(meAs(role));
  const at = pageAt(`/ecole/${panel}`);
  await render(App, { cartable: new FakeCartable(), openOffice: async () => office, page: at });
  return backup;
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const make = () => button('Faire une sauvegarde maintenant');

test('one is made at a touch, followed to its end, and stands first in the list', async () => {
  const backup = await panelOf('head');
  await expect.element(page.getByText(/La dernière sauvegarde date du 20 nov\. 2026/)).toBeVisible();
  await make().click();
  await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0');
  await expect.element(make()).toBeDisabled();
  backup.comesTo('checking', 0.4);
  await expect.element(page.getByRole('progressbar', { name: 'Relecture de la copie…' })).toBeVisible();
  backup.ends();
  await expect.element(page.getByText('C’est fait, et relu.')).toBeVisible();
  await expect.element(page.getByText(/La dernière sauvegarde date du 21 nov\. 2026/)).toBeVisible();
  await expect.element(page.getByText('· 43 Mo')).toBeVisible();
  expect(backup.begun).toBe(1);
});

test('a full disk is said with what is safe and what to do', async () => {
  const backup = await panelOf('erun');
  await make().click();
  backup.ends('full');
  await expect.element(page.getByRole('alert')).toMatchTextContent(/pas assez de place.*sauvegardes d’avant sont là/);
  await expect.element(page.getByText('C’est fait, et relu.')).not.toBeInTheDocument();
});

test('one is taken elsewhere, under warning of what is in it; one that has gone is said', async () => {
  const backup = await panelOf('head');
  await expect.element(page.getByText(/gardez-la sous clé/)).toBeVisible();
  await expect.element(page.getByText('/srv/malle/sauvegardes')).toBeVisible();
  await button(/Télécharger la sauvegarde du 20 nov/).click();
  await expect.element(page.getByText(/dans les téléchargements/)).toBeVisible();
  expect(backup.downloaded).toEqual(['cartable-0007-2026-11-20T09-30-00.tar']);
  backup.shelf = { ...backup.shelf, kept: [] };
  await button(/Télécharger la sauvegarde du 20 nov/).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/n’est plus là/);
});

test('a node that is away is said, and asked again', async () => {
  const away = new FakeBackup();
  away.trouble = { why: 'unreachable' };
  const backup = await panelOf('head', away);
  await expect.element(page.getByRole('alert')).toMatchTextContent(/La malle ne répond pas/);
  backup.trouble = undefined;
  await button('Réessayer').click();
  await expect.element(page.getByText('Il n’y a encore aucune sauvegarde.').first()).toBeVisible();
});

test.each<AdultRole>(['teacher', 'town'])('a %s has no such panel', async (role) => {
  await panelOf(role, undefined, 'moi');
  await expect.element(page.getByRole('link', { name: 'Mon compte' })).toBeVisible();
  await expect.element(page.getByRole('link', { name: 'Sauvegarde' })).not.toBeInTheDocument();
});
