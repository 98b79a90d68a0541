import { beforeEach, expect, test } from 'vitest';
import { Visit } from '../../src/ui/office/visit.svelte.ts';
import { fakeOffice, meAs } from '../support/fake-office.ts';
import { ManualClock } from '../support/manual-clock.ts';

const MINUTE = 60_000;

let office: ReturnType<typeof fakeOffice>;
let clock: ManualClock;
let visit: Visit;

beforeEach(async () => {
  office = fakeOffice();
  clock = new ManualClock();
  visit = new Visit(office, clock);
  visit.follow();
  await visit.open();
});

test('a page that nobody touches is closed, and says why', () => {
  office.session.me.set(meAs('head'));
  clock.advance(29 * MINUTE);
  expect(visit.me).toBeDefined();
  clock.advance(2 * MINUTE);
  expect(visit.me).toBeUndefined();
  expect(visit.ended).toBe('idle');
  expect(office.session.signedOut).toBe(1);
});

test('a page that is touched keeps its session alive, until the day is over', () => {
  office.session.me.set(meAs('head'));
  const before = office.session.resumed;
  for (let minute = 0; minute < 7 * 60; minute += 10) {
    visit.touch();
    clock.advance(10 * MINUTE);
  }
  expect(visit.me).toBeDefined();
  expect(office.session.resumed).toBeGreaterThan(before);
  for (let minute = 0; minute < 70; minute += 10) {
    visit.touch();
    clock.advance(10 * MINUTE);
  }
  expect([visit.me, visit.ended]).toEqual([undefined, 'over']);
});

test('a session that the node ended is explained, one that the person left is not', async () => {
  office.session.me.set(meAs('head'));
  office.session.me.set(undefined);
  expect(visit.ended).toBe('ended');
  office.session.me.set(meAs('head'));
  expect(visit.ended).toBeUndefined();
  await visit.leave();
  expect([visit.me, visit.ended]).toEqual([undefined, undefined]);
});

test('a node that does not answer can be asked again', async () => {
  office.adults.trouble = { why: 'unreachable' };
  await visit.open();
  expect(visit.trouble).toEqual({ why: 'unreachable' });
  office.adults.trouble = undefined;
  await visit.open();
  expect([visit.trouble, visit.door?.school]).toEqual([undefined, 'École des Tortues']);
});
