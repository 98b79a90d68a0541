import { beforeEach, describe, expect, test } from 'vitest';
import {
  FREE_TRIES,
  LONGEST_PAUSE_MS,
  MAX_ADDRESSES,
  TRIES_PER_MINUTE_FROM_ALL,
  TryLimit,
} from '../../src/server/try-limit.ts';

const DAY_MS = 24 * 60 * 60_000;

let now: number;
let limit: TryLimit;

beforeEach(() => {
  now = 1_700_000_000_000;
  limit = new TryLimit(() => now);
});

/** Fails so often, a second apart. */
function failTimes(times: number, address = '10.0.0.7'): void {
  for (let n = 0; n < times; n++) {
    now += 1_000;
    limit.fail(address);
  }
}

/** Milliseconds until this address may try again. */
function waitOf(address = '10.0.0.7'): number {
  const since = now;
  while (!limit.allows(address)) now += 1_000;
  return now - since;
}

describe('one address that guesses', () => {
  test('waits longer after each failure, up to the life of a code', () => {
    failTimes(FREE_TRIES);
    const pauses: number[] = [];
    for (let n = 0; n < 12; n++) {
      pauses.push(waitOf());
      limit.fail('10.0.0.7');
    }
    expect(pauses.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(pauses.at(-1)).toBe(LONGEST_PAUSE_MS);
  });

  test('with 10,000 guesses gets less than a hundred judged in a day', () => {
    const end = now + DAY_MS;
    let judged = 0;
    for (let guess = 0; guess < 10_000; guess++) {
      now = end - DAY_MS + guess * (DAY_MS / 10_000);
      if (!limit.allows('10.0.0.7')) continue;
      judged += 1;
      limit.fail('10.0.0.7');
    }
    expect(judged).toBeLessThan(120);
    expect(limit.allows('10.0.0.8'), 'others are not concerned').toBe(true);
  });

  test('begins anew after an hour without a failure', () => {
    failTimes(FREE_TRIES + 5);
    now += 60 * 60_000;
    failTimes(1);
    expect(limit.allows('10.0.0.7')).toBe(true);
  });
});

describe('a clock that is set', () => {
  test('back makes nobody wait longer than the pause itself, and forgives nobody', () => {
    failTimes(FREE_TRIES + 3);
    now -= DAY_MS;
    expect(limit.allows('10.0.0.7')).toBe(false);
    expect(waitOf()).toBeLessThanOrEqual(8_000);
  });

  test('back bars no other address', () => {
    for (let n = 0; n < TRIES_PER_MINUTE_FROM_ALL; n++) limit.fail(`10.0.1.${n}`);
    expect(limit.allows('10.0.0.8')).toBe(false);
    now -= DAY_MS;
    expect(limit.allows('10.0.0.8')).toBe(true);
  });

  test('forward ends the pauses: the codes of that time have ended too', () => {
    failTimes(FREE_TRIES + 20);
    now += LONGEST_PAUSE_MS;
    expect(limit.allows('10.0.0.7')).toBe(true);
  });
});

describe('a machine that takes as many addresses as it likes', () => {
  test('is held by the limit for all together', () => {
    let judged = 0;
    for (let guess = 0; guess < 10_000; guess++) {
      const address = `10.${guess % 7}.${guess % 250}.${guess % 199}`;
      if (!limit.allows(address)) continue;
      judged += 1;
      limit.fail(address);
    }
    expect(judged).toBe(TRIES_PER_MINUTE_FROM_ALL);
    now += 60_000;
    expect(limit.allows('10.0.0.8')).toBe(true);
  });

  test('does not fill the memory', () => {
    for (let n = 0; n < MAX_ADDRESSES + 500; n++) limit.fail(`address ${n}`);
    expect(limit.size).toBe(MAX_ADDRESSES);
  });
});
