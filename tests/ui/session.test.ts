import { expect, test } from 'vitest';
import { Session } from '../../src/ui/pupil/session.svelte.ts';
import { keepInMemory } from '../support/keep-in-memory.ts';

const LIMIT = 600_000;

/** One tab: pages that open one after another over what its browser keeps, with a clock that may be set. */
function tab() {
  const keep = keepInMemory();
  const clock = { now: 1_760_000_000_000 };
  const open = (path = '/eleve') => new Session({ keep, now: () => clock.now, path: () => path });
  return { keep, clock, open };
}

test('a reload gives the tablet back to the same pupil while their time lasts', () => {
  const { open, clock } = tab();
  open().begin('awa', LIMIT);
  clock.now += LIMIT - 1;
  expect(open().pupil).toBe('awa');
});

test('a page that the browser brings back the next day asks who it is, and knows who left it where', () => {
  const { open, clock } = tab();
  open().begin('awa', LIMIT);
  clock.now += 24 * 3_600_000;
  const session = open('/eleve/activite/a1/s2');
  expect(session.pupil).toBeUndefined();
  expect(session.left).toEqual({ pupil: 'awa', path: '/eleve/activite/a1/s2' });
  // And so does the reload after that one.
  expect(open().left).toEqual({ pupil: 'awa', path: '/eleve/activite/a1/s2' });
  expect(open().pupil).toBeUndefined();
});

test('[S6] a clock that was set back before a reload is no way to keep a place', () => {
  const { open, clock } = tab();
  open().begin('awa', LIMIT);
  clock.now -= 3_600_000;
  expect(open().pupil).toBeUndefined();
});

test('a sign of life is kept, but not at each touch', () => {
  const { open, clock, keep } = tab();
  const session = open();
  session.begin('awa', LIMIT);
  const before = keep.getItem('cartable.pupil');
  clock.now += 4_000;
  session.seen(LIMIT);
  expect(keep.getItem('cartable.pupil')).toBe(before);
  clock.now += 2_000;
  session.seen(LIMIT);
  expect(keep.getItem('cartable.pupil')).not.toBe(before);
});

test('only who left it is brought back to their place, and once', () => {
  const { open } = tab();
  const session = open('/eleve/activite/a1/s2');
  session.begin('awa', LIMIT);
  session.lock();
  expect(session.begin('leo', LIMIT)).toBeUndefined();
  session.end();
  expect(session.begin('awa', LIMIT)).toBeUndefined();
  session.lock();
  expect(session.begin('awa', LIMIT)).toBe('/eleve/activite/a1/s2');
  expect(session.left).toBeUndefined();
});

test('what else may stand in the browser’s storage signs nobody in', () => {
  for (const junk of ['junk', '{}', '[]', 'null', '{"pupil":1}', '{"pupil":"awa","seen":"x","limitMs":1}']) {
    const { keep, open } = tab();
    keep.setItem('cartable.pupil', junk);
    keep.setItem('cartable.left', junk);
    expect(open().pupil).toBeUndefined();
    expect(open().left).toBeUndefined();
  }
});
