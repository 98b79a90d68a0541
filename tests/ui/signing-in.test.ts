import { expect, test } from 'vitest';
import type { Pupil } from '../../src/classroom/class-document.ts';
import { hashCode } from '../../src/classroom/picture-code.ts';
import { SigningIn } from '../../src/ui/pupil/signing-in.svelte.ts';
import { FIRST_REST_S, LONGEST_REST_S, Tries } from '../../src/ui/pupil/tries.ts';
import { keepInMemory } from '../support/keep-in-memory.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { CODE, sampleClass } from '../support/sample-classroom.ts';

async function begin(keep = keepInMemory()) {
  const clock = new ManualClock();
  const came: string[] = [];
  const pupils = [...(await sampleClass()).pupils];
  const signingIn = new SigningIn({
    done: (pupil) => came.push(pupil),
    find: (pupil) => pupils.find(({ id }) => id === pupil),
    after: (ms, call) => clock.after(ms, call),
    tries: new Tries(keep),
  });
  signingIn.start();
  const [awa, leo] = pupils as [Pupil, Pupil];
  const seconds = (count: number) => Array.from({ length: count }, () => clock.advance(1000));
  const tap = async (...pictures: Parameters<SigningIn['tap']>[0][]) => {
    for (const picture of pictures) await signingIn.tap(picture);
  };
  /** The class list says something new of a pupil. */
  const change = (pupil: Pupil) =>
    void pupils.splice(0, pupils.length, ...pupils.filter(({ id }) => id !== pupil.id), pupil);
  return { signingIn, came, awa, leo, seconds, tap, change, clock };
}

test('the right three pictures, in their order, let the pupil in', async () => {
  const { signingIn, came, awa, tap } = await begin();
  signingIn.choose(awa);
  await tap(CODE[1], CODE[0], CODE[2]);
  expect(signingIn.tapping).toBe('wrong');
  expect(came).toEqual([]);
  await tap(...CODE);
  expect(came).toEqual(['awa']);
  expect(signingIn.pupil).toBeUndefined();
});

test('the rest begins at the third wrong code, grows, and ends at five minutes', async () => {
  const { signingIn, awa, seconds, tap } = await begin();
  signingIn.choose(awa);
  const rests: number[] = [];
  for (let wrong = 0; wrong < 10; wrong += 1) {
    await tap('key', 'key', 'key');
    const rest = signingIn.tapping === 'resting' ? signingIn.rest.secondsLeft : 0;
    rests.push(rest);
    seconds(rest);
  }
  expect(rests).toEqual([0, 0, FIRST_REST_S, 10, 20, 40, 80, 160, LONGEST_REST_S, LONGEST_REST_S]);
});

test('a tap while resting does nothing, and going back to the faces is no way round', async () => {
  const { signingIn, came, awa, leo, seconds, tap } = await begin();
  signingIn.choose(awa);
  for (let wrong = 0; wrong < 3; wrong += 1) await tap('key', 'key', 'key');
  await tap(...CODE);
  expect(came).toEqual([]);
  signingIn.back();
  signingIn.choose(leo);
  expect(signingIn.tapping).toBe('ready');
  signingIn.choose(awa);
  expect(signingIn.tapping).toBe('resting');
  seconds(FIRST_REST_S);
  await tap(...CODE);
  expect(came).toEqual(['awa']);
});

test('a pupil without a code yet comes straight in', async () => {
  const { signingIn, came, awa } = await begin();
  signingIn.choose({ ...awa, code: undefined });
  expect(came).toEqual(['awa']);
});

test('the ring shows how much of the rest is left', async () => {
  const { signingIn, awa, seconds, tap } = await begin();
  signingIn.choose(awa);
  for (let wrong = 0; wrong < 3; wrong += 1) await tap('key', 'key', 'key');
  expect(signingIn.rest).toEqual({ secondsLeft: FIRST_REST_S, secondsAtFirst: FIRST_REST_S });
  seconds(2);
  expect(signingIn.rest).toEqual({ secondsLeft: 3, secondsAtFirst: FIRST_REST_S });
  seconds(3);
  expect(signingIn.tapping).toBe('ready');
});

test('the rest goes by while another pupil is on the screen, or nobody', async () => {
  const { signingIn, awa, seconds, tap } = await begin();
  signingIn.choose(awa);
  for (let wrong = 0; wrong < 3; wrong += 1) await tap('key', 'key', 'key');
  signingIn.back();
  seconds(FIRST_REST_S);
  signingIn.choose(awa);
  expect(signingIn.tapping).toBe('ready');
});

test('[S6] the rest survives a reload, by seconds that go by and by no time of day', async () => {
  const keep = keepInMemory();
  const before = await begin(keep);
  before.signingIn.choose(before.awa);
  for (let wrong = 0; wrong < 4; wrong += 1) {
    await before.tap('key', 'key', 'key');
    if (wrong === 2) before.seconds(FIRST_REST_S);
  }
  before.seconds(1);
  expect(keep.getItem('cartable.tries')).not.toMatch(/\d{6}/);

  // A page that opens with a clock that stands years before, or after, finds the same.
  const after = await begin(keep);
  const owed = JSON.parse(keep.getItem('cartable.tries')!) as [string, { salt: string }][];
  after.change({ ...after.awa, code: { ...after.awa.code!, salt: owed[0]![1].salt } });
  after.signingIn.choose(after.awa);
  expect(after.signingIn.rest.secondsLeft).toBe(9);
  after.seconds(9);
  expect(after.signingIn.tapping).toBe('ready');
});

test('a reload while a code is checked counts it as wrong', async () => {
  const { signingIn, awa, tap } = await begin();
  const keep = keepInMemory();
  const tries = new Tries(keep);
  for (let reload = 0; reload < 3; reload += 1) tries.begin(awa);
  expect(new Tries(keep).restOf(awa)).toBe(FIRST_REST_S);
  // And one that proves right clears them all.
  signingIn.choose(awa);
  await tap('key', 'key', 'key');
  await tap(...CODE);
  signingIn.choose(awa);
  await tap('key', 'key', 'key');
  await tap('key', 'key', 'key');
  expect(signingIn.tapping).toBe('wrong');
});

test('a new code of the teacher ends the rest, and the old one opens no more, also on a board that is open', async () => {
  const { signingIn, came, awa, seconds, tap, change } = await begin();
  signingIn.choose(awa);
  for (let wrong = 0; wrong < 3; wrong += 1) await tap('key', 'key', 'key');
  change({ ...awa, code: await hashCode(['moon', 'moon', 'star'], 1) });
  seconds(1);
  expect(signingIn.tapping).toBe('ready');
  await tap(...CODE);
  expect(signingIn.tapping).toBe('wrong');
  await tap('moon', 'moon', 'star');
  expect(came).toEqual(['awa']);
});

test('a pupil who left the class while on the board is sent back to the faces', async () => {
  const { signingIn, came, awa, tap } = await begin();
  signingIn.choose({ ...awa, id: 'gone' });
  await tap(...CODE);
  expect(signingIn.pupil).toBeUndefined();
  expect(came).toEqual([]);
});

test('nothing ticks where nobody rests', async () => {
  const { signingIn, awa, seconds, tap, clock } = await begin();
  seconds(2);
  expect(clock.timers).toBe(0);
  signingIn.choose(awa);
  for (let wrong = 0; wrong < 3; wrong += 1) await tap('key', 'key', 'key');
  expect(clock.timers).toBe(1);
  seconds(FIRST_REST_S + 1);
  expect(clock.timers).toBe(0);
});

test('a card brings its pupil in, and ends the rest of their codes', async () => {
  const { signingIn, came, awa, tap } = await begin();
  signingIn.choose(awa);
  for (let wrong = 0; wrong < 3; wrong += 1) await tap('key', 'key', 'key');
  expect(await signingIn.showCard(async () => awa)).toBe('welcome');
  expect(came).toEqual(['awa']);
  signingIn.choose(awa);
  expect(signingIn.tapping).toBe('ready');
});

test('cards of nobody count as wrong codes do: the rest begins at the third, grows, and lets no card in meanwhile', async () => {
  const keep = keepInMemory();
  const { signingIn, came, awa, seconds, clock } = await begin(keep);
  const nobodys = async () => undefined;
  for (let wrong = 0; wrong < 2; wrong += 1) {
    expect(await signingIn.showCard(nobodys)).toBe('unknown');
    expect(signingIn.cardRest).toBeUndefined();
  }
  await signingIn.showCard(nobodys);
  expect(signingIn.cardRest).toEqual({ secondsLeft: FIRST_REST_S, secondsAtFirst: FIRST_REST_S });
  expect(await signingIn.showCard(async () => awa)).toBe('resting');
  seconds(2);
  // A reload is no way round, and pupils may come in by their pictures all the while.
  const after = await begin(keep);
  after.signingIn.restForCards();
  expect(after.signingIn.cardRest?.secondsLeft).toBe(3);
  after.signingIn.choose(after.awa);
  expect(after.signingIn.tapping).toBe('ready');
  seconds(3);
  expect(signingIn.cardRest).toBeUndefined();
  seconds(1);
  expect(clock.timers).toBe(0);
  await signingIn.showCard(nobodys);
  expect(signingIn.cardRest?.secondsAtFirst).toBe(2 * FIRST_REST_S);
  seconds(2 * FIRST_REST_S);
  expect(await signingIn.showCard(async () => awa)).toBe('welcome');
  expect(came).toEqual(['awa']);
  await signingIn.showCard(nobodys);
  expect(signingIn.cardRest).toBeUndefined();
});

test.each([undefined, 'junk', '{}', '[["awa",{"wrong":-1}]]', '[["awa",{"salt":"s","wrong":3,"rest":1e9}]]', '[null]'])(
  'what else may stand in the browser’s storage holds nobody up for ever: %s',
  async (kept) => {
    const { awa } = await begin();
    const keep = keepInMemory();
    if (kept !== undefined) keep.setItem('cartable.tries', kept);
    const tries = new Tries(keep);
    expect(tries.restOf(awa)).toBe(0);
    for (let wrong = 0; wrong < 3; wrong += 1) tries.begin(awa);
    expect(tries.restOf(awa)).toBe(FIRST_REST_S);
  },
);

test('where the browser keeps nothing, or no more, the rest lasts as long as the page', async () => {
  const { awa } = await begin();
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('', 'QuotaExceededError');
    },
  };
  for (const keep of [undefined, full]) {
    const tries = new Tries(keep);
    for (let wrong = 0; wrong < 3; wrong += 1) tries.begin(awa);
    expect(tries.restOf(awa)).toBe(FIRST_REST_S);
    expect(tries.tick()).toBe(true);
    expect(tries.restOf(awa)).toBe(FIRST_REST_S - 1);
  }
});
