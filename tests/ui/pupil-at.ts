import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
// The writing page comes later to a pupil, but Vite must know its packages before the first test: to find them in the
// middle of a run makes it reload, with two copies of Yjs.
import '../../src/ui/pupil/activity/WritingPage.svelte';
import App from '../../src/ui/App.svelte';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { pageAt } from '../support/page-at.ts';
import { sampleTablet } from '../support/sample-classroom.ts';

/** The whole app at this address on the sample's tablet, with nobody signed in. */
export async function tabletAt(path: string, prepare: (cartable: FakeCartable) => void = () => {}) {
  window.sessionStorage.clear();
  window.localStorage.clear();
  const cartable = await sampleTablet();
  prepare(cartable);
  const address = pageAt(path);
  await render(App, { cartable, page: address });
  return { cartable, address };
}

/** Awa comes in by her face and her three pictures. */
export async function signIn(): Promise<void> {
  await page.getByRole('button', { name: 'Awa' }).click();
  await tapPictures('le soleil', 'le poisson', 'le bateau');
}

export async function tapPictures(...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole('button', { name, exact: true }).click();
}

export async function pupilAt(path: string, prepare?: (cartable: FakeCartable) => void) {
  const tablet = await tabletAt(path, prepare);
  await signIn();
  return tablet;
}
