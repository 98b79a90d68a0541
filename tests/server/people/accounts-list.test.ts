import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ONE_TIME_MS } from '../../../src/server/people/sign-in-desk.ts';
import { OfficeNode } from '../../support/office-node.ts';

const PASSWORD = 'quatre mots au soleil';

let node: OfficeNode;

beforeEach(async () => {
  node = await OfficeNode.start();
});
afterEach(() => node.close());

const signIn = (account: string, password: string) =>
  node.ask('POST', '/api/adults/sign-in', { body: { account, password } });

const setUp = (code: string) =>
  node.ask('POST', '/api/adults/set-up', {
    body: { code, account: 'directrice', name: 'Mme Vellayen', password: PASSWORD },
  });

async function headSession(): Promise<string> {
  const { body } = await setUp(node.people.setUpCode ?? '');
  return `Session ${body.token as string}`;
}

describe('the first head', () => {
  test('makes the account with the code that the node printed, once', async () => {
    expect((await node.ask('GET', '/api/adults/door')).body).toMatchObject({ toSetUp: true });
    const code = node.people.setUpCode ?? '';
    expect(code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    expect((await setUp('AAAA-AAAA-AAAA')).body.refused).toBe('bad-code');
    expect((await setUp(code.toLowerCase())).body).toMatchObject({ adult: { role: 'head' } });
    expect((await setUp(code)).body.refused).toBe('bad-code');
    expect(node.people.setUpCode).toBeUndefined();
    expect((await node.ask('GET', '/api/adults/door')).body).toMatchObject({ toSetUp: false });
  });

  test('cannot be guessed', async () => {
    const refused: unknown[] = [];
    for (let guess = 0; guess < 30; guess++) refused.push((await setUp(`AAAA-AAAA-AA${guess + 10}`)).body.refused);
    expect(refused.filter((code) => code === 'bad-code').length).toBe(20);
  });
});

describe('the list of accounts', () => {
  const NEW = { account: 'mme-clain', name: 'Mme Clain', role: 'teacher', classes: ['ce2-a'] };

  test('is for who has the duty', async () => {
    const head = await headSession();
    const { body } = await node.ask('POST', '/api/adults', { authorization: head, body: NEW });
    const { body: own } = await signIn('mme-clain', body.password as string);
    const teacher = `Session ${own.token as string}`;
    for (const authorization of [teacher, 'Session none', '']) {
      expect((await node.ask('GET', '/api/adults', { authorization })).body.adults).toBeUndefined();
      expect((await node.ask('POST', '/api/adults', { authorization, body: NEW })).status).toBeGreaterThanOrEqual(401);
    }
    expect((await node.ask('GET', '/api/adults', { authorization: head })).body.adults).toMatchObject([
      { account: 'mme-clain', mustChange: true, disabled: false },
      { account: 'directrice', mustChange: false },
    ]);
    expect(JSON.stringify((await node.ask('GET', '/api/adults', { authorization: head })).body)).not.toContain(
      'scrypt',
    );
  });

  test('a one-time password only opens the change of it, and ends after a week', async () => {
    const head = await headSession();
    const { body } = await node.ask('POST', '/api/adults', { authorization: head, body: { ...NEW, role: 'head' } });
    const oneTime = body.password as string;
    const { body: first } = await signIn('mme-clain', oneTime);
    expect(first.mustChange).toBe(true);
    const session = `Session ${first.token as string}`;
    expect((await node.ask('GET', '/api/adults', { authorization: session })).body.refused).toBe('no-right');
    const change = { current: oneTime, next: 'la mer est calme ce soir' };
    const { body: changed } = await node.ask('POST', '/api/adults/password', { authorization: session, body: change });
    expect(changed.mustChange).toBe(false);
    const full = `Session ${changed.token as string}`;
    expect((await node.ask('GET', '/api/adults', { authorization: full })).status).toBe(200);

    const { body: reset } = await node.ask('POST', '/api/adults/mme-clain/reset', { authorization: head });
    expect((await node.ask('GET', '/api/adults', { authorization: full })).body.refused).toBe('unauthorised');
    node.now += ONE_TIME_MS;
    expect((await signIn('mme-clain', reset.password as string)).body.refused).toBe('bad-code');
  });

  test('disabling ends sessions at once, and the last head stays', async () => {
    const head = await headSession();
    await node.addAdult({ account: 'mme-clain', name: 'Mme Clain', role: 'teacher', classes: [] }, PASSWORD);
    const { body } = await signIn('mme-clain', PASSWORD);
    await node.ask('POST', '/api/adults/mme-clain', { authorization: head, body: { disabled: true } });
    const session = `Session ${body.token as string}`;
    expect((await node.ask('GET', '/api/adults/me', { authorization: session })).status).toBe(401);
    for (const change of [{ disabled: true }, { role: 'teacher' }]) {
      const answer = await node.ask('POST', '/api/adults/directrice', { authorization: head, body: change });
      expect(answer.body.refused).toBe('last-head');
    }
  });

  test('refuses a taken name, the name of the school itself, and what is no name', async () => {
    const head = await headSession();
    const add = async (account: string) =>
      (await node.ask('POST', '/api/adults', { authorization: head, body: { ...NEW, account } })).body.refused;
    expect(await add('directrice')).toBe('taken');
    expect(await add('school')).toBe('taken');
    expect(await add('../etc')).toBe('bad-message');
  });

  test('keeps each use of the duty in the audit trail, with ids only', async () => {
    const head = await headSession();
    await node.ask('POST', '/api/adults', { authorization: head, body: NEW });
    expect(node.audited.at(-1)).toMatchObject({ duty: 'manage-adults', about: ['mme-clain'], adult: { role: 'head' } });
  });
});
