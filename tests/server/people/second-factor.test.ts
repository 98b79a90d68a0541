import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ENROL_MS } from '../../../src/server/people/second-factor.ts';
import { OfficeNode } from '../../support/office-node.ts';
import { totpOf } from '../../support/totp-of.ts';

const PASSWORD = 'quatre mots au soleil';
const STEP = 30_000;

let node: OfficeNode;

beforeEach(async () => {
  node = await OfficeNode.start();
  await node.addAdult({ account: 'mme-clain', name: 'Mme Clain', role: 'teacher', classes: [] }, PASSWORD);
  await node.addAdult({ account: 'directrice', name: 'Mme Vellayen', role: 'head', classes: [] }, PASSWORD);
});
afterEach(() => node.close());

const signIn = (totp?: string, password = PASSWORD) =>
  node.ask('POST', '/api/adults/sign-in', { body: { account: 'mme-clain', password, ...(totp ? { totp } : {}) } });

const ask = (verb: 'begin' | 'confirm' | 'off', authorization: string, body: unknown) =>
  node.ask('POST', `/api/adults/second-factor/${verb}`, { authorization, body });

const codeOf = (key: string, steps = 0): string => totpOf(key, node.now, steps);

async function sessionOf(account = 'mme-clain'): Promise<string> {
  const { body } = await node.ask('POST', '/api/adults/sign-in', { body: { account, password: PASSWORD } });
  return `Session ${body.token as string}`;
}

/** Turns it on, and lets its first code pass. */
async function turnOn(): Promise<{ key: string; recovery: string[]; session: string }> {
  const session = await sessionOf();
  const { body } = await ask('begin', session, { password: PASSWORD });
  const key = body.key as string;
  const { body: confirmed } = await ask('confirm', session, { code: codeOf(key) });
  node.now += 3 * STEP;
  return { key, recovery: confirmed.codes as string[], session };
}

describe('turning it on', () => {
  test('takes the password, then a first code; it says so from then on', async () => {
    const session = await sessionOf();
    expect((await ask('begin', session, { password: 'autre chose' })).body.refused).toBe('bad-code');
    const { body } = await ask('begin', session, { password: PASSWORD });
    expect(body.uri).toBe(`otpauth://totp/Cartable:mme-clain?secret=${body.key as string}&issuer=Cartable`);
    expect((await signIn()).status).toBe(200); // nothing is asked before the first code proved that the app works
    expect((await ask('confirm', session, { code: '000000' })).body.refused).toBe('bad-code');
    const { body: confirmed } = await ask('confirm', session, { code: codeOf(body.key as string) });
    expect(new Set(confirmed.codes as string[]).size).toBe(8);
    expect((await node.ask('GET', '/api/adults/me', { authorization: session })).body.totp).toBe(true);
    expect((await signIn()).body.refused).toBe('totp-needed');
  });

  test('must be confirmed in its time, by whoever began', async () => {
    const session = await sessionOf();
    const { body } = await ask('begin', session, { password: PASSWORD });
    const head = await sessionOf('directrice');
    expect((await ask('confirm', head, { code: codeOf(body.key as string) })).body.refused).toBe('bad-code');
    node.now += ENROL_MS;
    expect((await ask('confirm', session, { code: codeOf(body.key as string) })).body.refused).toBe('bad-code');
  });

  test('is for who is signed in with a password of their own', async () => {
    expect((await ask('begin', 'Session none', { password: PASSWORD })).body.refused).toBe('unauthorised');
    const session = await sessionOf();
    node.people.adults.setPassword('mme-clain', await node.people.hasher.hash(PASSWORD), node.now + 1);
    expect((await ask('begin', session, { password: PASSWORD })).body.refused).toBe('no-right');
  });
});

describe('signing in with it', () => {
  test('takes a code one step off each way, and no other', async () => {
    const { key } = await turnOn();
    const answers = [];
    for (const steps of [-2, -1, 0, 1, 2]) {
      node.now += 10 * STEP;
      answers.push((await signIn(codeOf(key, steps))).status);
    }
    expect(answers).toEqual([403, 200, 200, 200, 403]);
  });

  test('takes a code once, and none that is older than the last', async () => {
    const { key } = await turnOn();
    const [older, code] = [codeOf(key, -1), codeOf(key)];
    expect((await signIn(code)).status).toBe(200);
    expect((await signIn(code)).body.refused).toBe('totp-needed');
    expect((await signIn(older)).body.refused).toBe('totp-needed');
  });

  test('takes a code once, also at the same moment', async () => {
    const { key } = await turnOn();
    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(codeOf(key))));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  });

  test('takes the code that turned it on no second time', async () => {
    const session = await sessionOf();
    const { body } = await ask('begin', session, { password: PASSWORD });
    const code = codeOf(body.key as string);
    await ask('confirm', session, { code });
    expect((await signIn(code)).body.refused).toBe('totp-needed');
  });

  test('goes on after the node’s clock was set back', async () => {
    const { key } = await turnOn();
    node.now += 365 * 24 * 60 * 60_000;
    expect((await signIn(codeOf(key))).status).toBe(200);
    node.now -= 364 * 24 * 60 * 60_000;
    expect((await signIn(codeOf(key))).status).toBe(200);
    expect((await signIn(codeOf(key))).body.refused).toBe('totp-needed');
  });

  test('says nothing of a second factor to who does not know the password', async () => {
    const { key } = await turnOn();
    expect((await signIn(codeOf(key), 'autre chose')).body.refused).toBe('bad-code');
    expect((await signIn(undefined, 'autre chose')).body.refused).toBe('bad-code');
  });

  test('slows down who guesses codes, and knowing the password forgives nothing', async () => {
    const { key } = await turnOn();
    const refused = [];
    for (let guess = 0; guess < 8; guess++) {
      refused.push((await signIn(`00000${guess}`)).body.refused);
      await signIn(); // the password alone, in between
    }
    expect(refused.slice(0, 5)).toEqual(Array(5).fill('totp-needed'));
    expect(refused.slice(5)).toEqual(Array(3).fill('too-many-tries'));
    node.now += 15 * 60_000;
    expect((await signIn(codeOf(key))).status).toBe(200);
  });

  test('a person who only opens the field of the code is not slowed down', async () => {
    await turnOn();
    for (let look = 0; look < 12; look++) expect((await signIn()).body.refused).toBe('totp-needed');
  });
});

describe('recovery codes', () => {
  test('open the account once each, however they are typed', async () => {
    const { recovery } = await turnOn();
    const [first = '', second = ''] = recovery;
    expect((await signIn(first)).status).toBe(200);
    expect((await signIn(first)).body.refused).toBe('totp-needed');
    expect((await signIn(` ${second.toUpperCase().replaceAll('-', ' ')} `)).status).toBe(200);
  });

  test('lie hashed on the disk', async () => {
    const { recovery } = await turnOn();
    const kept = JSON.stringify([node.database.prepare('SELECT * FROM adults').all(), node.log.entries()]);
    for (const code of recovery) expect(kept).not.toContain(code);
  });
});

describe('turning it off', () => {
  test('takes the password; then the password alone opens again', async () => {
    const { session } = await turnOn();
    expect((await ask('off', session, { password: 'autre chose' })).body.refused).toBe('bad-code');
    expect((await ask('off', session, { password: PASSWORD })).status).toBe(200);
    expect((await signIn()).status).toBe(200);
  });

  test('is what the head’s new password does, for a lost phone', async () => {
    await turnOn();
    const head = await sessionOf('directrice');
    const { body } = await node.ask('POST', '/api/adults/mme-clain/reset', { authorization: head });
    expect((await signIn(undefined, body.password as string)).status).toBe(200);
  });
});
