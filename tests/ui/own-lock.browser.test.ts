import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { Cell } from '../../src/base/observable.ts';
import { err, ok } from '../../src/base/result.ts';
import { hashPin } from '../../src/classroom/pin.ts';
import type { Office } from '../../src/sync/office/office.ts';
import type { Me } from '../../src/sync/office/people.ts';
import App from '../../src/ui/App.svelte';
import { LOCK_AFTER_MS } from '../../src/ui/teacher/lock/own-lock.svelte.ts';
import { FakeCartable } from '../support/fake-cartable.ts';
import { pageAt } from '../support/page-at.ts';
import { sampleTablet, TABLET } from '../support/sample-classroom.ts';

const TEACHER = { ...TABLET, device: 'laptop', role: 'teacher', number: 0, account: 'hoarau' } as const;

afterEach(() => vi.restoreAllMocks());

async function laptopAt(path: string, { pin, role = 'teacher' }: { pin?: string; role?: 'teacher' | 'tablet' } = {}) {
  window.sessionStorage.clear();
  window.localStorage.clear();
  const cartable = await sampleTablet();
  cartable.enrolment.set({ ...TEACHER, role });
  cartable.connection.set({ state: 'away', upstream: undefined, elsewhere: false });
  if (pin !== undefined) cartable.pin.set(await hashPin(pin, 1));
  const office = officeWithADoor();
  await render(App, { cartable, page: pageAt(path), openOffice: async () => office });
  return { cartable, office };
}

/** An office as far as its door goes: one password opens all accounts. */
function officeWithADoor(): Office {
  const me = new Cell<Me | undefined>(undefined);
  const session: Partial<Office['session']> = {
    me,
    async signIn(wish) {
      if (wish.password !== 'mot-de-passe') return err({ why: 'refused', code: 'bad-code' });
      const adult = { account: wish.account, name: wish.account, role: 'teacher', classes: ['ce2'] } as Me['adult'];
      const value = { adult, leftMs: 1e6, idleMs: 1e6, mustChange: false } as Me;
      me.set(value);
      return ok(value);
    },
    async signOut() {
      me.set(undefined);
    },
  };
  return { session } as Office;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const locked = () => page.getByRole('heading', { level: 1, name: 'Ordinateur verrouillé' });
const board = () => page.getByRole('list', { name: 'Travaux' });

async function enter(digits: string): Promise<void> {
  await page.getByLabelText('Votre code à chiffres').fill(digits);
  await button('Ouvrir').click();
}

test('a teacher’s device opens in its two taps, asks gently for a PIN, and locks with it from then on', async () => {
  const { cartable } = await laptopAt('/classe');
  await expect.element(board()).toBeVisible();
  await button('Choisir un code').click();
  await page.getByLabelText(/Votre code/).fill('1234');
  await page.getByLabelText(/Le même/).fill('1234');
  await button('Garder ce code').click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/se devine trop vite/);
  await page.getByLabelText(/Votre code/).fill('2580');
  await button('Garder ce code').click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/pas les mêmes/);
  await page.getByLabelText(/Le même/).fill('2580');
  await button('Garder ce code').click();
  await expect.poll(() => cartable.pin.value).toBeDefined();
  expect(button('Choisir un code').query()).toBeNull();

  await button('Verrouiller').click();
  await expect.element(locked()).toBeVisible();
  expect(board().query()).toBeNull();
  await enter('2581');
  await expect.element(page.getByText('Ce n’est pas le bon code.')).toBeVisible();
  await enter('2580');
  await expect.element(board()).toBeVisible();
});

test('« Plus tard » is heard', async () => {
  await laptopAt('/classe');
  await button('Plus tard').click();
  expect(button('Choisir un code').query()).toBeNull();
  await expect.element(board()).toBeVisible();
});

test.each([
  '/classe',
  '/classe/eleves',
  '/classe/seances',
  '/classe/activite/pour-tous/awa',
  '/travaux-gardes',
  '/debug',
])('with a PIN, %s shows nothing of the class at first', async (path) => {
  await laptopAt(path, { pin: '2580' });
  await expect.element(locked()).toBeVisible();
  expect(document.body.textContent).not.toMatch(/Awa|La tortue|pour-tous/);
  await enter('2580');
  await expect.poll(() => locked().query()).toBeNull();
});

test.each([
  ['a teacher’s device without a PIN', {}],
  ['a tablet of pupils', { role: 'tablet' as const, pin: '2580' }],
])('/debug opens on %s', async (_, device) => {
  await laptopAt('/debug', device);
  await expect.element(page.getByRole('heading', { level: 1, name: 'État de l’appareil' })).toBeVisible();
});

test('/debug opens on a device that has joined nothing yet', async () => {
  await render(App, { cartable: new FakeCartable(), page: pageAt('/debug') });
  await expect.element(page.getByRole('heading', { level: 1, name: 'État de l’appareil' })).toBeVisible();
});

test('after a while without a touch it locks by itself', async () => {
  await laptopAt('/classe', { pin: '2580' });
  await enter('2580');
  await expect.element(board()).toBeVisible();
  const now = Date.now() + LOCK_AFTER_MS;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  window.dispatchEvent(new Event('focus'));
  await expect.element(locked()).toBeVisible();
});

test('« Verrouiller » in another window locks this one too', async () => {
  await laptopAt('/classe', { pin: '2580' });
  await enter('2580');
  await expect.element(board()).toBeVisible();
  // A frame of the same origin is another window of the same device: what it writes, the browser tells here.
  const other = document.body.appendChild(document.createElement('iframe'));
  other.contentWindow!.localStorage.setItem('cartable.else', '1');
  other.contentWindow!.localStorage.setItem('cartable.locked', '1');
  await expect.element(locked()).toBeVisible();
  other.remove();
});

test('« Verrouiller » tells the other windows', async () => {
  await laptopAt('/classe', { pin: '2580' });
  await enter('2580');
  await button('Verrouiller').click();
  await expect.element(locked()).toBeVisible();
  expect(window.localStorage.getItem('cartable.locked')).not.toBeNull();
});

test('who forgot the PIN opens by the password of this device’s account, and by no other; nobody stays signed in', async () => {
  const { cartable, office } = await laptopAt('/classe', { pin: '2580' });
  const give = async (account: string, password: string) => {
    await page.getByLabelText('Votre identifiant').fill(account);
    await page.getByLabelText('Votre mot de passe').fill(password);
    await button('Entrer').click();
  };
  await button('J’ai oublié mon code').click();
  await give('hoarau', 'faux');
  await expect.element(page.getByRole('alert')).toBeVisible();
  await give('fontaine', 'mot-de-passe');
  await expect.element(page.getByText('Ce compte n’est pas celui de cet ordinateur.')).toBeVisible();
  expect(cartable.pin.value).toBeDefined();
  await give('hoarau', 'mot-de-passe');
  await expect.element(board()).toBeVisible();
  expect(cartable.pin.value).toBeUndefined();
  expect((office.session.me as Cell<Me | undefined>).value).toBeUndefined();
});

test.each(['/classe', '/classe/eleves', '/classe/seances/tortue', '/classe/activite/pour-tous/awa'])(
  'a pupils’ tablet shows nothing of the teacher’s at %s, signed in or not',
  async (path) => {
    await laptopAt(path, { role: 'tablet' });
    await expect.element(page.getByText(/Ici, c’est une tablette d’élève/)).toBeVisible();
    for (const name of ['Verrouiller', 'Mes élèves', 'Nouveau code : Awa', 'Reprendre', 'Distribuer']) {
      expect(page.getByText(name, { exact: true }).query(), name).toBeNull();
      expect(button(name).query(), name).toBeNull();
    }
    expect(document.body.textContent).not.toMatch(/Awa|Payet/);
  },
);
