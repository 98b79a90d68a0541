import { expect, test } from 'vitest';
import { followHands, IdleWatch } from '../../src/ui/pupil/idle-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';

const MINUTE = 60_000;

/** A watch of ten minutes over two clocks that a test drives apart: a timer of the page, and the time of day. */
function begin() {
  const page = new ManualClock();
  const clock = { day: 1_760_000_000_000, limitMs: 10 * MINUTE };
  const ended: number[] = [];
  const watch = new IdleWatch({
    clock: {
      now: () => clock.day,
      passed: () => page.now(),
      after: (ms, call) => page.after(ms, call),
    },
    limitMs: () => clock.limitMs,
    onidle: () => ended.push(page.now()),
  });
  const stop = watch.start();
  /** Both clocks go on, and the page's timers with them. */
  const pass = (ms: number) => {
    for (let gone = 0; gone < ms; gone += 10_000) {
      clock.day += 10_000;
      page.advance(10_000);
    }
  };
  return { watch, clock, page, ended, pass, stop };
}

test('nobody touches the tablet for as long as its class allows: the session ends, once', () => {
  const { ended, pass, page } = begin();
  pass(10 * MINUTE - 10_000);
  expect(ended).toEqual([]);
  pass(10 * MINUTE);
  expect(ended).toEqual([10 * MINUTE]);
  expect(page.timers).toBe(1); // it goes on looking until the screen stops it
});

test('each touch begins the time anew', () => {
  const { watch, ended, pass } = begin();
  for (let touches = 0; touches < 5; touches += 1) {
    pass(9 * MINUTE);
    expect(watch.touch()).toBe(true);
  }
  expect(ended).toEqual([]);
});

test('[S6] a clock that is set back holds nobody’s place for longer', () => {
  const { clock, ended, pass } = begin();
  pass(MINUTE);
  clock.day -= 24 * 60 * MINUTE;
  pass(9 * MINUTE);
  expect(ended).toHaveLength(1);
});

test('[S6] a clock that is set forward ends the session at the next look: three pictures bring it back', () => {
  const { clock, ended, pass } = begin();
  clock.day += 60 * MINUTE;
  pass(10_000);
  expect(ended).toHaveLength(1);
});

test('a tablet that slept, with the page’s own clock standing still, is locked before the first touch counts', () => {
  const { watch, clock, ended } = begin();
  clock.day += 8 * 60 * MINUTE;
  expect(watch.touch()).toBe(false);
  expect(ended).toHaveLength(1);
  expect(watch.touch()).toBe(false);
  expect(ended).toHaveLength(1);
});

test('the teacher shortens the time: it holds from the next look on', () => {
  const { clock, ended, pass } = begin();
  pass(3 * MINUTE);
  clock.limitMs = 2 * MINUTE;
  pass(10_000);
  expect(ended).toHaveLength(1);
});

test('who hands the tablet over stops it: nothing ticks any more, and nothing ends twice', () => {
  const { ended, page, stop, pass } = begin();
  stop();
  expect(page.timers).toBe(0);
  pass(20 * MINUTE);
  expect(ended).toEqual([]);
});

/** The part of a window that hears events. The watch listens first, as it does on a real page: in the capture phase. */
class Page extends EventTarget {
  send(type: string): Event {
    const event = new Event(type, { cancelable: true });
    this.dispatchEvent(event);
    return event;
  }
}

test('a touch in time reaches the screen and is a sign of life; one that comes too late reaches none', () => {
  const { watch, clock, ended } = begin();
  const page = new Page();
  const reached: string[] = [];
  let touches = 0;
  const stop = followHands(page as unknown as Window, watch, () => (touches += 1));
  for (const type of ['pointerdown', 'keydown']) page.addEventListener(type, () => reached.push(type));

  expect(page.send('pointerdown').defaultPrevented).toBe(false);
  expect(touches).toBe(1);
  expect(reached).toEqual(['pointerdown']);

  clock.day += 11 * MINUTE;
  expect(page.send('keydown').defaultPrevented).toBe(true);
  expect(reached).toEqual(['pointerdown']);
  expect(ended).toHaveLength(1);
  expect(touches).toBe(1);

  stop();
  page.send('keydown');
  expect(reached).toEqual(['pointerdown', 'keydown']);
});

test.each(['visibilitychange', 'pageshow', 'focus'])(
  'a tablet that wakes up (%s) looks at once, and that is no touch',
  (sign) => {
    const { watch, clock, ended } = begin();
    const page = new Page();
    let touches = 0;
    followHands(page as unknown as Window, watch, () => (touches += 1));
    page.send(sign);
    expect(ended).toEqual([]);
    clock.day += 11 * MINUTE;
    page.send(sign);
    expect(ended).toHaveLength(1);
    expect(touches).toBe(0);
  },
);

test('a film that plays counts as somebody who watches', () => {
  const { watch, clock, ended } = begin();
  const page = new Page();
  followHands(page as unknown as Window, watch, () => {});
  for (let minutes = 0; minutes < 30; minutes += 5) {
    clock.day += 5 * MINUTE;
    page.send('timeupdate');
  }
  expect(ended).toEqual([]);
});
