import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import App from '../../src/ui/App.svelte';
import { rememberEmptied } from '../../src/ui/join/emptied.ts';
import { FakeCartable } from '../support/fake-cartable.ts';
import { pageAt } from '../support/page-at.ts';
import { TABLET } from '../support/sample-classroom.ts';

beforeEach(() => window.localStorage.clear());

async function newDeviceAt(path: string, hash = '') {
  const cartable = new FakeCartable();
  cartable.codes.set('MALLE-2', TABLET).set('AILLEURS', 'unreachable');
  const address = pageAt(path);
  Object.assign(address.location, { hash });
  await render(App, { cartable, page: address });
  return { cartable, address };
}

test('the code of a link is used at once', async () => {
  const { cartable, address } = await newDeviceAt('/rejoindre', '#MALLE-2');
  await expect.poll(() => cartable.enrolment.value).toEqual(TABLET);
  await expect.poll(() => address.path).toBe('/eleve');
});

test('a device that has not joined is led to the door, and told what is wrong with a code', async () => {
  const { cartable, address } = await newDeviceAt('/eleve/activite/pour-tous');
  const field = page.getByRole('textbox', { name: 'Le code de la tablette' });
  await field.fill('AILLEURS');
  await page.getByRole('button', { name: 'Rejoindre' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/La malle ne répond pas/);
  await field.fill('faux');
  await page.getByRole('button', { name: 'Rejoindre' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Ce code ne va pas/);
  expect(cartable.enrolment.value).toBeUndefined();
  expect(address.path).toBe('/rejoindre');
});

test('of a code that was used, or whose time is over, it says so', async () => {
  const { cartable } = await newDeviceAt('/rejoindre', '#SERVI');
  cartable.codes.set('SERVI', 'code-used').set('FINI', 'code-over');
  const field = page.getByRole('textbox', { name: 'Le code de la tablette' });
  await field.fill('SERVI');
  await page.getByRole('button', { name: 'Rejoindre' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/a déjà servi/);
  await field.fill('FINI');
  await page.getByRole('button', { name: 'Rejoindre' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/bon pendant quinze minutes/);
});

test('a device that the school emptied says so where it asks for a code, and no more once it has joined', async () => {
  rememberEmptied(window.localStorage);
  const { cartable } = await newDeviceAt('/');
  const why = page.getByText('L’école a vidé cet appareil : rien n’est perdu, et il lui faut un nouveau code.');
  await expect.element(why).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByText(/The school has emptied this device/)).toBeVisible();
  await page.getByRole('textbox').fill('MALLE-2');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect.poll(() => cartable.enrolment.value).toEqual(TABLET);
  await expect.poll(() => window.localStorage.getItem('cartable.emptied')).toBeNull();
});

test('a new device asks for its code without a word of emptying', async () => {
  await newDeviceAt('/');
  await expect.element(page.getByRole('textbox', { name: 'Le code de la tablette' })).toBeVisible();
  expect(page.getByText(/a vidé cet appareil/).query()).toBeNull();
});

test('a link opened on a device that has joined changes nothing unasked', async () => {
  const cartable = new FakeCartable(TABLET);
  cartable.codes.set('AUTRE', { ...TABLET, number: 9 });
  const address = pageAt('/rejoindre');
  Object.assign(address.location, { hash: '#AUTRE' });
  await render(App, { cartable, page: address });
  await expect.element(page.getByText(/Cet appareil est déjà la tablette/)).toBeVisible();
  expect(cartable.enrolment.value).toEqual(TABLET);
  await page.getByRole('button', { name: 'Continuer ainsi' }).click();
  await expect.poll(() => address.path).toBe('/eleve');
});
