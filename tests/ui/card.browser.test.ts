import { renderSVG } from 'uqr';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { giveCard, takeCard } from '../../src/classroom/class-document.ts';
import { classDocument } from '../../src/classroom/document-id.ts';
import { hashCard, newCard } from '../../src/classroom/pupil-card.ts';
import type { FakeCartable } from '../support/fake-cartable.ts';
import { openQrReader } from '../../src/ui/pupil/card/qr-reader.ts';
import { cameraAt, filmOf } from '../support/film-of.ts';
import { tabletAt } from './pupil-at.ts';

const CARD = newCard();
const title = (name: string) => page.getByRole('heading', { level: 1, name });

afterEach(() => vi.restoreAllMocks());

/** Awa has a card; what is held before the camera, or why there is none. */
async function tabletThatSees(text: string | DOMException, prepare: (cartable: FakeCartable) => void = () => {}) {
  const hash = (await hashCard(CARD))!;
  const streams: MediaStream[] = [];
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async () => {
    if (typeof text !== 'string') throw text;
    const stream = await cameraAt(drawn(text));
    streams.push(stream);
    return stream;
  });
  const tablet = await tabletAt('/eleve', (cartable) => {
    cartable.connection.set({ state: 'away', upstream: undefined, elsewhere: false });
    cartable.change(classDocument('ce2'), (doc) => giveCard(doc, 'awa', hash));
    prepare(cartable);
  });
  return { ...tablet, streams };
}

function drawn(text: string): SVGSVGElement {
  const { documentElement } = new DOMParser().parseFromString(renderSVG(text, { ecc: 'Q' }), 'image/svg+xml');
  return documentElement as unknown as SVGSVGElement;
}

const showCard = () => page.getByRole('button', { name: 'J’ai ma carte' }).click();
const isOn = (stream: MediaStream | undefined) => stream?.getTracks().some((track) => track.readyState === 'live');

test('a card before the camera opens its pupil’s satchel, far from any trolley, and the camera goes off', async () => {
  const { streams } = await tabletThatSees(CARD);
  expect(streams).toEqual([]);
  await showCard();
  await expect.element(title('Mon cartable')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Awa : c’est toi' })).toBeVisible();
  expect(streams).toHaveLength(1);
  expect(isOn(streams[0])).toBe(false);
});

test('a card that was withdrawn opens nothing, and says whom to ask; closing the dialog switches the camera off', async () => {
  const { streams } = await tabletThatSees(CARD, (cartable) => {
    const other = 'x'.repeat(43);
    cartable.change(classDocument('ce2'), (doc) => {
      takeCard(doc, 'awa');
      giveCard(doc, 'leo', other);
    });
  });
  await showCard();
  await expect.element(page.getByText(/Cette carte n’ouvre rien ici/)).toBeVisible();
  expect(isOn(streams[0])).toBe(true);
  await page.getByRole('button', { name: 'Fermer' }).click();
  await expect.poll(() => isOn(streams[0])).toBe(false);
  await expect.element(title('Qui es-tu ?')).toBeVisible();
});

test('the third card of nobody brings a rest, as wrong pictures do', async () => {
  await tabletThatSees(newCard());
  for (let tries = 0; tries < 2; tries += 1) {
    await showCard();
    await expect.element(page.getByText(/Cette carte n’ouvre rien ici/)).toBeVisible();
    await page.getByRole('button', { name: 'Fermer' }).click();
  }
  await showCard();
  await expect.element(page.getByText('Repose-toi un moment, puis essaie encore.')).toBeVisible();
});

test('another square is no card, and counts as no try', async () => {
  await tabletThatSees('https://example.org/');
  await showCard();
  await expect.element(page.getByText(/Ce n’est pas une carte du cartable/)).toBeVisible();
  expect(window.localStorage.getItem('cartable.tries')).toBeNull();
});

test.each([
  ['NotFoundError', /ne peut pas voir ta carte/],
  ['NotReadableError', /ne peut pas voir ta carte/],
  ['NotAllowedError', /n’a pas le droit de regarder/],
])('where the camera says %s, the child is told the other way in', async (name, sentence) => {
  await tabletThatSees(new DOMException('', name));
  await showCard();
  await expect.element(page.getByText(sentence)).toBeVisible();
  await page.getByRole('button', { name: 'Retour aux animaux' }).click();
  await expect.element(page.getByRole('button', { name: 'Awa' })).toBeVisible();
});

test('where nobody of the class has a card, nothing is said of cards', async () => {
  await tabletAt('/eleve');
  await expect.element(page.getByRole('button', { name: 'Awa' })).toBeVisible();
  expect(page.getByRole('button', { name: 'J’ai ma carte' }).query()).toBeNull();
});

test('the browser’s own reader is used where it reads these squares, and ours where it does not', async () => {
  class Detector {
    static formats = ['qr_code'];
    static getSupportedFormats = async () => Detector.formats;
    detect = async () => [{ rawValue: 'read by the browser' }];
  }
  const film = await filmOf(drawn(CARD));
  expect(await (await openQrReader({ BarcodeDetector: Detector }))(film)).toBe('read by the browser');
  Detector.formats = ['ean_13'];
  expect(await (await openQrReader({ BarcodeDetector: Detector }))(film)).toBe(CARD);
});

test('a picture without a square, or none yet, is nothing', async () => {
  const read = await openQrReader({});
  expect(await read(document.createElement('video'))).toBeUndefined();
  const blank = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  expect(await read(await filmOf(blank))).toBeUndefined();
});
