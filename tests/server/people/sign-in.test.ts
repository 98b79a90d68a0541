import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IDLE_MS, SESSION_MS } from '../../../src/server/people/adult-sessions.ts';
import { GrowingPause } from '../../../src/server/people/growing-pause.ts';
import { OfficeNode } from '../../support/office-node.ts';

const TEACHER = { account: 'mme-clain', name: 'Mme Clain', role: 'teacher', classes: ['ce2-a'] } as const;
const HEAD = { account: 'directrice', name: 'Mme Vellayen', role: 'head', classes: [] } as const;
const PASSWORD = 'quatre mots au soleil';
const MINUTE = 60_000;

let node: OfficeNode;

beforeEach(async () => {
  node = await OfficeNode.start();
  await node.addAdult({ ...TEACHER, classes: [...TEACHER.classes] }, PASSWORD);
  await node.addAdult({ ...HEAD, classes: [] }, PASSWORD);
});
afterEach(() => node.close());

const signIn = (account: string, password = PASSWORD, authorization?: string) =>
  node.ask('POST', '/api/adults/sign-in', { body: { account, password }, ...(authorization ? { authorization } : {}) });

async function sessionOf(account: string): Promise<string> {
  const { body } = await signIn(account);
  return `Session ${body.token as string}`;
}

const me = (authorization: string) => node.ask('GET', '/api/adults/me', { authorization });

describe('signing in', () => {
  test('gives a session that says who it is', async () => {
    const { status, body } = await signIn(' Mme-Clain ');
    expect(status).toBe(200);
    expect(body).toMatchObject({ adult: TEACHER, mustChange: false, idleMs: IDLE_MS, leftMs: SESSION_MS });
    expect((await me(`Session ${body.token as string}`)).body).toMatchObject({ adult: TEACHER });
  });

  test('says the same of a wrong password, a wrong name and a disabled account', async () => {
    node.people.adults.change('mme-clain', { disabled: true });
    const answers = [await signIn('mme-clain'), await signIn('directrice', 'autre chose'), await signIn('personne')];
    expect(answers.map(({ status, body }) => [status, body.refused])).toEqual(Array(3).fill([403, 'bad-code']));
  });

  test('refuses what is no request of ours', async () => {
    const bodies = [{}, { account: 'x', password: '' }, { account: 'x', password: 'y'.repeat(201) }, [], 'text'];
    for (const body of bodies) {
      expect((await node.ask('POST', '/api/adults/sign-in', { body })).body.refused).toBe('bad-message');
    }
  });

  test('stores no token, and logs no password and no name', async () => {
    const { body } = await signIn('mme-clain');
    await signIn('mme-clain', 'un mot de passe faux');
    const tables = ['adults', 'sessions', 'failures'].map((table) =>
      node.database.prepare(`SELECT * FROM ${table}`).all(),
    );
    const stored = JSON.stringify([tables, node.log.entries()]);
    expect(stored).not.toContain(body.token as string);
    expect(stored).not.toContain(PASSWORD);
    expect(stored).not.toContain('un mot de passe faux');
    expect(JSON.stringify(node.log.entries())).not.toContain('clain');
    expect(node.log.entries()).not.toEqual([]);
  });
});

describe('ten thousand guesses', () => {
  test('fail: the pause grows', async () => {
    const waits: number[] = [];
    for (let guess = 0; guess < 12; guess++) {
      const { body, headers } = await signIn('mme-clain', `essai numero ${guess}`);
      const wait = body.refused === 'too-many-tries' ? Number(headers.get('retry-after')) : 0;
      waits.push(wait);
      if (wait > 0) node.now += wait * 1000;
    }
    expect(waits.filter((wait) => wait > 0)).toEqual([1, 2, 4, 8]);
    // Guessing as fast as the pauses allow, a day is far too short.
    let tries = 0;
    const end = node.now + 24 * 60 * MINUTE;
    while (node.now < end) {
      const { body, headers } = await signIn('mme-clain', `essai ${tries}`);
      if (body.refused === 'too-many-tries') node.now += Number(headers.get('retry-after')) * 1000;
      else tries++;
    }
    expect(tries).toBeLessThan(120);
  });

  test('are not forgiven by a restart', async () => {
    for (let guess = 0; guess < 6; guess++) await signIn('mme-clain', `essai ${guess}`);
    const afterRestart = new GrowingPause(node.database, () => node.now);
    expect(afterRestart.take([{ key: 'account:mme-clain', free: 5, longestMs: 60_000 }])).toBe(1_000);
  });

  test('at once are counted one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, guess) => signIn('mme-clain', `essai ${guess}`)));
    expect(answers.filter(({ body }) => body.refused === 'bad-code').length).toBeLessThanOrEqual(5);
  });

  test('at many names from one address are slowed down too', async () => {
    const answers = [];
    for (let guess = 0; guess < 30; guess++) answers.push(await signIn(`personne-${guess}`));
    expect(answers.filter(({ body }) => body.refused === 'bad-code').length).toBe(20);
  });

  test('do not lock a teacher out of her own enrolled laptop', async () => {
    const own = node.accounts.add({ role: 'teacher', number: 0, classes: ['ce2-a'], account: 'mme-clain' }, node.now);
    for (let guess = 0; guess < 8; guess++) await signIn('mme-clain', `essai ${guess}`);
    expect((await signIn('mme-clain')).body.refused).toBe('too-many-tries');
    expect((await signIn('mme-clain', PASSWORD, `Bearer ${own.device}.${own.secret}`)).status).toBe(200);
  });

  test('and a clock that is set back ends the pause in its own time', async () => {
    for (let guess = 0; guess < 6; guess++) await signIn('mme-clain', `essai ${guess}`);
    node.now -= 24 * 60 * MINUTE;
    expect((await signIn('mme-clain')).body.refused).toBe('too-many-tries');
    node.now += 2_000;
    expect((await signIn('mme-clain')).status).toBe(200);
  });
});

describe('a session', () => {
  test('ends after eight hours, however busy', async () => {
    const session = await sessionOf('mme-clain');
    for (let past = 0; past < SESSION_MS - 20 * MINUTE; past += 20 * MINUTE) {
      node.now += 20 * MINUTE;
      expect((await me(session)).status).toBe(200);
    }
    node.now += 20 * MINUTE;
    expect((await me(session)).body.refused).toBe('unauthorised');
  });

  test('ends after thirty minutes without a request, and at a clock set back', async () => {
    const idle = await sessionOf('mme-clain');
    node.now += IDLE_MS;
    expect((await me(idle)).status).toBe(401);
    const rolled = await sessionOf('mme-clain');
    node.now -= 10 * MINUTE;
    expect((await me(rolled)).status).toBe(401);
  });

  test('ends at sign-out, and no forged token opens one', async () => {
    const session = await sessionOf('mme-clain');
    await node.ask('POST', '/api/adults/sign-out', { authorization: session });
    expect((await me(session)).status).toBe(401);
    for (const forged of [
      'Session ',
      'Session x',
      `Session ${'A'.repeat(43)}`,
      'Bearer x.y',
      `Session ${'A'.repeat(500)}`,
    ])
      expect((await me(forged)).status).toBe(401);
  });

  test('ends when the password changes, on every device but the one that changed it', async () => {
    const [here, elsewhere] = [await sessionOf('mme-clain'), await sessionOf('mme-clain')];
    const change = { current: PASSWORD, next: 'un tout autre secret' };
    const { body } = await node.ask('POST', '/api/adults/password', { authorization: here, body: change });
    expect((await me(here)).status).toBe(401);
    expect((await me(elsewhere)).status).toBe(401);
    expect((await me(`Session ${body.token as string}`)).status).toBe(200);
    expect((await signIn('mme-clain')).body.refused).toBe('bad-code');
    expect((await signIn('mme-clain', change.next)).status).toBe(200);
  });

  test('takes no weak password', async () => {
    const session = await sessionOf('mme-clain');
    for (const next of ['court', 'aaaaaaaaaaaaaaaa', 'mme-clain1234', PASSWORD]) {
      const { body } = await node.ask('POST', '/api/adults/password', {
        authorization: session,
        body: { current: PASSWORD, next },
      });
      expect([next, body.refused]).toEqual([next, 'weak-password']);
    }
  });
});
