import { beforeEach, describe, expect, test } from 'vitest';
import { Accounts, readBearer } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { type Code, EnrolmentDesk, MAX_OPEN_CODES, newCode, SHORT_CODE_LIFE_MS } from '../../src/server/enrolment.ts';
import { FREE_TRIES, TRIES_PER_MINUTE_FROM_ALL } from '../../src/server/try-limit.ts';

const TABLET: Code = {
  code: 'ABCDEFGH2345',
  role: 'tablet',
  number: 7,
  classes: ['ce2-a'],
  account: '',
  expires: null,
  uses: 2,
};

let now = 0;
let accounts: Accounts;
let desk: EnrolmentDesk;

beforeEach(() => {
  now = 1_000_000;
  const database = openAccountsDatabase(':memory:');
  accounts = new Accounts(database);
  desk = new EnrolmentDesk({ database, accounts, now: () => now, school: () => 'École des Tortues' });
  desk.keep(TABLET);
});

const enrol = (code: string, address = '10.0.0.7') => desk.enrol(code, address);

describe('an enrolment code', () => {
  test('makes a device whose secret lets it in', () => {
    const enrolment = enrol(TABLET.code);
    expect(enrolment).toMatchObject({
      ok: true,
      value: { role: 'tablet', number: 7, classes: ['ce2-a'], school: 'École des Tortues' },
    });
    if (!enrolment.ok) return;
    expect(accounts.authenticate(enrolment.value)).toMatchObject({ id: enrolment.value.device, number: 7 });
    expect(accounts.authenticate({ ...enrolment.value, secret: 'x'.repeat(43) })).toBeUndefined();
    expect(accounts.authenticate({ device: 'nobody', secret: enrolment.value.secret })).toBeUndefined();
  });

  test('may be typed in small letters, with spaces and hyphens', () => {
    expect(enrol('abcd-efgh 2345').ok).toBe(true);
  });

  test('is good as often as it says', () => {
    expect([enrol(TABLET.code).ok, enrol(TABLET.code).ok, enrol(TABLET.code).ok]).toEqual([true, true, false]);
  });

  test('is good until it expires', () => {
    desk.keep({ ...TABLET, code: 'SHORTLIVED', expires: now + 10 });
    expect(enrol('SHORTLIVED').ok).toBe(true);
    now += 10;
    expect(enrol('SHORTLIVED')).toEqual({ ok: false, error: 'code-over' });
  });

  test('cannot be guessed: after a few failures an address waits', () => {
    const guesses = Array.from({ length: FREE_TRIES }, () => enrol('WRONGCODE'));
    expect(new Set(guesses.map((guess) => !guess.ok && guess.error))).toEqual(new Set(['bad-code']));
    expect(enrol(TABLET.code)).toEqual({ ok: false, error: 'too-many-tries' });
    expect(enrol(TABLET.code, '10.0.0.8').ok, 'another address is not concerned').toBe(true);
    now += 60_001;
    expect(enrol(TABLET.code).ok).toBe(true);
  });

  test('costs nothing when it is right: a whole trolley may share an address', () => {
    desk.keep({ ...TABLET, uses: 50 });
    expect(Array.from({ length: 30 }, () => enrol(TABLET.code).ok).every(Boolean)).toBe(true);
  });

  test('is long and has no two letters that look alike', () => {
    expect(newCode()).toMatch(/^[2-9A-HJ-NP-Z]{12}$/);
  });
});

describe('a short code, shown on the board', () => {
  const { role, number, classes, account } = TABLET;
  const issue = (): string => {
    const issued = desk.issue({ role, number, classes, account });
    if (!issued.ok) throw new Error(issued.error);
    return issued.value.code;
  };

  test('is eight signs that a person types', () => {
    expect(issue()).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
  });

  test('makes one device: played again it is refused', () => {
    const code = issue();
    expect(enrol(`${code.slice(0, 4)} ${code.slice(4).toLowerCase()}`)).toMatchObject({ ok: true, value: { number } });
    expect(enrol(code)).toEqual({ ok: false, error: 'code-used' });
  });

  test('ends after 15 minutes', () => {
    const [used, late] = [issue(), issue()];
    now += SHORT_CODE_LIFE_MS - 1;
    expect(enrol(used).ok).toBe(true);
    now += 1;
    expect(enrol(late)).toEqual({ ok: false, error: 'code-over' });
  });

  test('ends where the clock is set back: it would live as long again', () => {
    const code = issue();
    now -= 60_000;
    const corrected = issue();
    now -= 60_001;
    expect(enrol(code)).toEqual({ ok: false, error: 'code-over' });
    now += 1;
    expect(enrol(corrected).ok, 'clocks are corrected by a little').toBe(true);
    now -= 24 * 60 * 60_000;
    expect(enrol(TABLET.code).ok, 'one that was written into the list of codes knows no clock').toBe(true);
  });

  test('is remembered for a day after its end, so that who comes late hears why; then it is as any other word', () => {
    const [used, late] = [issue(), issue()];
    enrol(used);
    now += SHORT_CODE_LIFE_MS + 23 * 60 * 60_000;
    issue();
    expect([enrol(used), enrol(late)].map((one) => !one.ok && one.error)).toEqual(['code-used', 'code-over']);
    now += 2 * 60 * 60_000;
    issue();
    expect([enrol(used), enrol(late)].map((one) => !one.ok && one.error)).toEqual(['bad-code', 'bad-code']);
  });

  test('that was used makes room for the next: an ERUN makes more tablets join than codes may be open', () => {
    for (let n = 0; n <= MAX_OPEN_CODES; n++) expect(enrol(issue()).ok).toBe(true);
  });

  test('is one of few that are good at once', () => {
    for (let n = 0; n < MAX_OPEN_CODES; n++) issue();
    expect(desk.issue({ role, number, classes, account })).toEqual({ ok: false, error: 'too-many-tries' });
    now += SHORT_CODE_LIFE_MS;
    expect(issue()).toBeTruthy();
  });

  test('is not found by 10,000 guesses from a thousand addresses in its 15 minutes', () => {
    const code = issue();
    const refusals: Record<string, number> = {};
    for (let guess = 0; guess < 10_000; guess++) {
      now += Math.floor(SHORT_CODE_LIFE_MS / 10_001);
      const result = enrol(newCode(undefined, 8), `10.0.${guess % 4}.${guess % 251}`);
      const said = result.ok ? 'found' : result.error;
      refusals[said] = (refusals[said] ?? 0) + 1;
    }
    expect(refusals.found).toBeUndefined();
    expect(refusals['bad-code']).toBeLessThanOrEqual(15 * TRIES_PER_MINUTE_FROM_ALL);
    now += 60_000;
    desk.keep({ ...TABLET, code, uses: 1 });
    expect(enrol(code).ok, 'the class joins once the guesser has gone').toBe(true);
  });
});

test.each([
  ['Bearer dev-1.s3_cret', { device: 'dev-1', secret: 's3_cret' }],
  ['bearer dev-1.s3cret', undefined],
  ['Bearer dev-1', undefined],
  ['Bearer dev-1.a.b', undefined],
  ['Basic dev-1.secret', undefined],
  [undefined, undefined],
])('an Authorization header is read strictly: %s', (header, expected) => {
  expect(readBearer(header)).toEqual(expected);
});
