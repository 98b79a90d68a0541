import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { AdultRole } from '../../src/classroom/duties.ts';
import App from '../../src/ui/App.svelte';
import { FakeCartable } from '../support/fake-cartable.ts';
import { fakeDevice, FakeDevices, FakeTrolley } from '../support/fake-devices.ts';
import { fakeOffice, meAs } from '../support/fake-office.ts';
import { pageAt } from '../support/page-at.ts';

beforeEach(() => window.localStorage.clear());
afterEach(() => void vi.useRealTimers());

async function panelOf(role: AdultRole, prepare: (devices: FakeDevices) => void = () => undefined) {
  const devices = new FakeDevices();
  const trolley = new FakeTrolley();
  prepare(devices);
  const office = fakeOffice({ devices, trolley });
  office.session.me.set(meAs(role));
  await render(App, { cartable: new FakeCartable(), openOffice: async () => office, page: pageAt('/ecole/tablettes') });
  return { devices, trolley, office };
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const dialog = page.getByRole('dialog');
/** The row of a device, by what it is called. */
const row = (name: string | RegExp) => page.getByRole('listitem').filter({ hasText: name });

describe('the list', () => {
  test('says of each device what it reads and when it was last heard', async () => {
    await panelOf('head', (devices) =>
      devices.show(
        fakeDevice({ id: 't1', number: 1 }),
        fakeDevice({ id: 't2', number: 2, connected: false, heardAgoMs: 5 * 60_000, classes: ['ce2a', 'cm1'] }),
        fakeDevice({ id: 't3', number: 3, connected: false, heardAgoMs: null, name: 'coque rouge', classes: [] }),
        fakeDevice({ id: 'm1', role: 'teacher', account: 'mme-payet', state: 'leaving' }),
      ),
    );
    await expect.element(row('Tablette n° 1')).toMatchTextContent(/CE2 A.*En contact/);
    await expect.element(row('Tablette n° 2')).toMatchTextContent(/CE2 A et CM1.*Dernier contact il y a 5 minutes/);
    await expect
      .element(row('Tablette n° 3'))
      .toMatchTextContent(/« coque rouge ».*aucune classe.*Pas encore de contact/);
    await expect.element(row('Ordinateur de mme-payet')).toMatchTextContent(/envoie d’abord ce qui manque/);
  });

  test('follows by itself, and keeps what it knew while the node is away', async () => {
    const { devices } = await panelOf('head', (known) => known.show(fakeDevice({ id: 't1' })));
    await expect.element(row('Tablette n° 1')).toBeVisible();
    devices.show(fakeDevice({ id: 't2', number: 2 }));
    await expect.element(row('Tablette n° 2')).toBeVisible();
    devices.trouble = { why: 'unreachable' };
    await expect.element(page.getByText(/La liste n’a pas pu être relue/)).toBeVisible();
    await expect.element(row('Tablette n° 2')).toBeVisible();
  });

  test('puts aside the devices that have gone', async () => {
    await panelOf('head', (devices) => devices.show(fakeDevice({ id: 't1', state: 'revoked' })));
    await expect.element(page.getByText('1 appareil parti')).toBeVisible();
    await expect.element(row('Tablette n° 1')).not.toBeInTheDocument();
    await page.getByText('1 appareil parti').click();
    await expect.element(row('Tablette n° 1')).toMatchTextContent(/N’entre plus/);
    await expect.element(button(/S’en occuper/)).not.toBeInTheDocument();
  });

  test('warns of a copied profile, and says what to do', async () => {
    await panelOf('erun', (devices) => devices.show(fakeDevice({ id: 't1', cloned: true })));
    await expect.element(page.getByRole('alert')).toMatchTextContent(/deux appareils en même temps.*nouveau code/);
  });

  test('of nobody yet invites to add one; a node that is away is said', async () => {
    const { devices } = await panelOf('head', (one) => (one.trouble = { why: 'unreachable' }));
    await expect.element(page.getByText(/La malle ne répond pas/)).toBeVisible();
    devices.trouble = undefined;
    await button('Réessayer').click();
    await expect.element(page.getByText('Aucun appareil n’a encore rejoint.')).toBeVisible();
  });
});

describe('what a role may do', () => {
  test('a teacher makes tablets join, and changes none', async () => {
    await panelOf('teacher', (devices) => {
      devices.listed = { ...devices.listed, mayManage: false };
      devices.show(fakeDevice({ id: 't1' }));
    });
    await expect.element(button('Ajouter un appareil')).toBeVisible();
    await expect.element(button(/S’en occuper/)).not.toBeInTheDocument();
  });

  test('the town looks only', async () => {
    await panelOf('town', (devices) => {
      devices.listed = { ...devices.listed, mayManage: false, mayEnrol: false };
      devices.show(fakeDevice({ id: 't1' }));
    });
    await expect.element(row('Tablette n° 1')).toBeVisible();
    await expect.element(button('Ajouter un appareil')).not.toBeInTheDocument();
  });
});

describe('adding', () => {
  test('tablets join in a row: a square with the code, word of who came, the next number', async () => {
    const { devices } = await panelOf('erun', (known) => known.show(fakeDevice({ id: 't1' })));
    await button('Ajouter un appareil').click();
    await expect.element(dialog.getByLabelText('Son numéro')).toHaveValue('2');
    await dialog.getByRole('button', { name: 'Montrer le code' }).click();
    await expect.element(dialog.getByRole('img', { name: /Carré à viser/ })).toBeVisible();
    await expect.element(dialog.getByText('ABCD-2341')).toBeVisible();
    await expect.element(dialog.getByText('https://malle-3.local:8443/rejoindre', { exact: false })).toBeVisible();
    await expect.element(dialog.getByText(/encore 1[45]:\d\d/)).toBeVisible();
    expect(devices.wishes).toEqual([{ role: 'tablet', number: 2, classes: ['ce2a', 'cm1'], account: '' }]);
    devices.joins('t2');
    await expect.element(dialog.getByText('Tablette n° 2 a rejoint.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Suivante : tablette n° 3' }).click();
    await expect.element(dialog.getByText('ABCD-2342')).toBeVisible();
    expect(devices.wishes.at(-1)).toMatchObject({ number: 3 });
  });

  test('needs a class, and says that a number is taken', async () => {
    const { devices } = await panelOf('head', (known) => known.show(fakeDevice({ id: 't1' })));
    await button('Ajouter un appareil').click();
    await dialog.getByRole('checkbox', { name: 'CE2 A' }).click();
    await dialog.getByRole('checkbox', { name: 'CM1' }).click();
    await dialog.getByRole('button', { name: 'Montrer le code' }).click();
    await expect.element(dialog.getByText('Choisissez au moins une classe.')).toBeVisible();
    expect(devices.wishes).toEqual([]);
    await dialog.getByLabelText('Son numéro').fill('1');
    await expect.element(dialog.getByText(/Il y a déjà une tablette n°\s1/)).toBeVisible();
  });

  test('a code ends, and another is had', async () => {
    const { devices } = await panelOf('erun', (known) => (known.lifeMs = 900));
    await button('Ajouter un appareil').click();
    await dialog.getByRole('button', { name: 'Montrer le code' }).click();
    await expect.element(dialog.getByText(/n’est plus bon/)).toBeVisible();
    devices.lifeMs = 15 * 60_000;
    await dialog.getByRole('button', { name: 'Un nouveau code' }).click();
    await expect.element(dialog.getByText('ABCD-2342')).toBeVisible();
  });

  test('a head makes a computer for one of the teachers', async () => {
    const { devices, office } = await panelOf('head');
    const adult = { disabled: false, mustChange: false, totp: false };
    office.adults.listed = [
      { ...adult, account: 'mme-payet', name: 'Mme Payet', role: 'teacher', classes: ['ce2a'] },
      { ...adult, account: 'erun', name: 'M. Técher', role: 'erun', classes: [] },
    ];
    await button('Ajouter un appareil').click();
    await dialog.getByRole('radio', { name: 'Un ordinateur d’enseignant·e' }).click();
    await dialog.getByRole('combobox', { name: /De qui/ }).selectOptions('Mme Payet');
    await dialog.getByRole('button', { name: 'Montrer le code' }).click();
    await expect.element(dialog.getByText('ABCD-2341')).toBeVisible();
    expect(devices.wishes).toEqual([{ role: 'teacher', number: 0, classes: ['ce2a'], account: 'mme-payet' }]);
  });

  test('a hub is given the command with which it links to this school', async () => {
    await panelOf('erun', (known) => (known.listed = { ...known.listed, mayEnrolHubs: true }));
    await button('Ajouter un appareil').click();
    await dialog.getByRole('radio', { name: 'Une malle' }).click();
    await dialog.getByRole('checkbox', { name: 'CM1' }).click();
    await dialog.getByRole('button', { name: 'Montrer le code' }).click();
    await expect
      .element(dialog.getByText('npm start -- --trolley --ent https://malle-3.local:8443 --ent-code ABCD-2341'))
      .toBeVisible();
  });
});

describe('looking after a device', () => {
  test('it is renamed, given a class and relieved of one', async () => {
    const { devices } = await panelOf('erun', (known) => known.show(fakeDevice({ id: 't1' })));
    await button(/S’en occuper/).click();
    await dialog.getByLabelText('Un nom à lui').fill('coque rouge');
    await dialog.getByRole('button', { name: 'Garder ce nom' }).click();
    await expect.element(dialog.getByText('Le nom est gardé.')).toBeVisible();
    await dialog.getByRole('checkbox', { name: 'CM1' }).click();
    await expect.element(dialog.getByRole('checkbox', { name: 'CM1' })).toBeChecked();
    await dialog.getByRole('checkbox', { name: 'CE2 A' }).click();
    await expect.poll(() => devices.done).toEqual(['rename t1 coque rouge', 'give t1 cm1', 'take t1 ce2a']);
  });

  test('before it is emptied or shut out, one reads what is lost and what is safe', async () => {
    const { devices } = await panelOf('erun', (known) => known.show(fakeDevice({ id: 't1' })));
    await button(/S’en occuper/).click();
    await dialog.getByRole('button', { name: 'Vider…' }).click();
    await expect.element(dialog).toMatchTextContent(/Vider Tablette n° 1 \?.*Aucun travail n’est perdu/);
    await dialog.getByRole('button', { name: 'Annuler' }).click();
    expect(devices.done).toEqual([]);
    await button(/S’en occuper/).click();
    await dialog.getByRole('button', { name: 'Ne plus laisser entrer…' }).click();
    await expect.element(dialog).toMatchTextContent(/n’arrivera pas ici.*déjà arrivé ici est gardé/);
    await dialog.getByRole('button', { name: 'Ne plus laisser entrer' }).click();
    await expect.element(page.getByText('1 appareil parti')).toBeVisible();
    expect(devices.done).toEqual(['shut out t1']);
  });

  test('a hub is not emptied from afar', async () => {
    await panelOf('head', (known) => known.show(fakeDevice({ id: 'h1', role: 'hub', number: 0 })));
    await button(/S’en occuper/).click();
    await expect.element(dialog.getByRole('button', { name: 'Ne plus laisser entrer…' })).toBeVisible();
    await expect.element(dialog.getByRole('button', { name: 'Vider…' })).not.toBeInTheDocument();
  });
});

describe('the trolley', () => {
  const part = page.getByRole('region', { name: /La malle/ });

  test('says how it is, what to do about it, and what a tablet scans first', async () => {
    const { trolley } = await panelOf('erun', (devices) => (devices.listed = { ...devices.listed, isTrolley: true }));
    const { told } = trolley;
    await expect.element(part).toMatchTextContent(/1,5 Go libres, trop peu/);
    await expect.element(part).toMatchTextContent(/capot fermé, une tablette doit encore la trouver/);
    await expect.element(part).toMatchTextContent(/Valable encore 700 jours/);
    await expect.element(part).toMatchTextContent(/http:\/\/192\.168\.1\.20:8080.*AABBCCDD 11223344/);
    await expect.element(part.getByRole('img', { name: /page de préparation/ })).toBeVisible();
    await expect.element(part.getByText('Tout va bien.')).not.toBeInTheDocument();
    trolley.told = {
      ...told,
      findings: [
        { check: 'name', state: 'attention', value: null },
        { check: 'certificate', state: 'bad', value: 1 },
      ],
    };
    await part.getByRole('button', { name: 'Examiner de nouveau' }).click();
    await expect.element(part).toMatchTextContent(/Valable encore 1 jour seulement/);
    await expect.element(part).toMatchTextContent(/192\.168\.1\.20:8080.*malle-3\.local:8080/);
    trolley.told = { ...told, findings: told.findings.map((one) => ({ ...one, state: 'good' as const })) };
    await part.getByRole('button', { name: 'Examiner de nouveau' }).click();
    await expect.element(part.getByText('Tout va bien.')).toBeVisible();
  });

  test('is for who looks after devices, on a trolley', async () => {
    const { trolley } = await panelOf('teacher', (devices) => {
      devices.listed = { ...devices.listed, mayManage: false, isTrolley: true };
    });
    await expect.element(page.getByText('Aucun appareil n’a encore rejoint.')).toBeVisible();
    expect(trolley.looked).toBe(0);
  });

  test('is not asked for on a node that is none', async () => {
    const { trolley } = await panelOf('erun');
    await expect.element(page.getByText('Aucun appareil n’a encore rejoint.')).toBeVisible();
    expect(trolley.looked).toBe(0);
  });
});
