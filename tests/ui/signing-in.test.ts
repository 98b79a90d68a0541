import { expect, test } from 'vitest';
import type { Pupil } from '../../src/classroom/class-document.ts';
import { FIRST_REST_S, LONGEST_REST_S, SigningIn } from '../../src/ui/pupil/signing-in.svelte.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { CODE, sampleClass } from '../support/sample-classroom.ts';

async function begin() {
  const clock = new ManualClock();
  const came: string[] = [];
  const signingIn = new SigningIn(
    (pupil) => came.push(pupil),
    (ms, call) => clock.after(ms, call),
  );
  const [awa, leo] = (await sampleClass()).pupils as [Pupil, Pupil];
  const seconds = (count: number) => Array.from({ length: count }, () => clock.advance(1000));
  const tap = async (...pictures: Parameters<SigningIn['tap']>[0][]) => {
    for (const picture of pictures) await signingIn.tap(picture);
  };
  return { signingIn, came, awa, leo, seconds, tap };
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

test('the rest begins at the third wrong code, grows, and ends at a minute', async () => {
  const { signingIn, awa, seconds, tap } = await begin();
  signingIn.choose(awa);
  const rests: number[] = [];
  for (let wrong = 0; wrong < 9; wrong += 1) {
    await tap('key', 'key', 'key');
    const rest = signingIn.tapping === 'resting' ? signingIn.secondsLeft : 0;
    rests.push(rest);
    seconds(rest);
  }
  expect(rests).toEqual([0, 0, FIRST_REST_S, 10, 20, 40, LONGEST_REST_S, LONGEST_REST_S, LONGEST_REST_S]);
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
