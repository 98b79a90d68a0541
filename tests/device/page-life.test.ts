import { expect, test } from 'vitest';
import { watchPageLife } from '../../src/device/page-life.ts';

function page() {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const life = watchPageLife({ window, document } as unknown as Parameters<typeof watchPageLife>[0]);
  const told: string[] = [];
  life.visible.subscribe((visible) => told.push(visible ? 'visible' : 'hidden'));
  life.leaving.subscribe(() => told.push('leaving'));
  life.networkHint.subscribe(() => told.push('hint'));
  return { window, document, told };
}

test('[S1] a page that goes out of sight tells it in time to flush', () => {
  const { document, told } = page();
  document.visibilityState = 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual(['visible', 'hidden', 'leaving']);
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual(['visible', 'hidden', 'leaving', 'visible']);
});

test('[S1] a page that ends without going out of sight first tells it too', () => {
  const { window, told } = page();
  window.dispatchEvent(new Event('pagehide'));
  expect(told).toEqual(['visible', 'leaving']);
});

test('[S17] what the browser believes of the network is passed on as a hint', () => {
  const { window, told } = page();
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('offline'));
  expect(told).toEqual(['visible', 'hint', 'hint']);
});
