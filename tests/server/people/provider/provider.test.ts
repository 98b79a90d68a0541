import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ATTEMPT_MS } from '../../../../src/server/people/provider/provider-attempts.ts';
import type { ProviderSettings } from '../../../../src/server/people/provider/provider-settings.ts';
import { PROVIDER_RETURN } from '../../../../src/protocol/office/provider.ts';
import { IdentityProvider } from '../../../support/identity-provider.ts';
import { OfficeNode } from '../../../support/office-node.ts';
import { totpOf } from '../../../support/totp-of.ts';

const PASSWORD = 'quatre mots au soleil';
/** Where the node is registered; the tests' browser reads the address to which it is sent and goes no further. */
const ORIGIN = 'https://malle.example';
const WAYS = (['S256', 'plain', 'none'] as const).flatMap((pkce) =>
  (['basic', 'post'] as const).map((tokenAuth) => ({ pkce, tokenAuth })),
);

let provider: IdentityProvider;
let node: OfficeNode;

beforeAll(async () => {
  provider = await IdentityProvider.start(`${ORIGIN}${PROVIDER_RETURN}`);
});
afterAll(() => provider.close());

async function startNode(settings: ProviderSettings): Promise<void> {
  // The provider's tokens are true by its own clock, which is the machine's.
  node = await OfficeNode.start(settings);
  for (const account of ['mme-clain', 'm-hoarau'])
    await node.addAdult({ account, name: account, role: 'teacher', classes: [] }, PASSWORD);
}

beforeEach(async () => {
  provider.subject = 'agent-1';
  await startNode(provider.settings(ORIGIN, { pkce: 'S256', tokenAuth: 'basic' }));
});
afterEach(() => node.close());

async function sessionOf(account: string): Promise<string> {
  const { body } = await node.ask('POST', '/api/adults/sign-in', { body: { account, password: PASSWORD } });
  return `Session ${body.token as string}`;
}

const ask = (verb: 'begin' | 'enter' | 'link' | 'unlink', body: unknown, authorization?: string) =>
  node.ask('POST', `/api/adults/provider/${verb}`, { body, ...(authorization ? { authorization } : {}) });

/** To the provider and back: what the tab then says to the node. */
async function goThere(purpose: 'enter' | 'link', authorization?: string) {
  const { body } = await ask('begin', { purpose }, authorization);
  const back = await provider.visit(body.to as string);
  expect(back.origin + back.pathname).toBe(`${ORIGIN}${PROVIDER_RETURN}`);
  return { attempt: body.attempt as string, answer: back.search.slice(1) };
}

async function link(account = 'mme-clain'): Promise<void> {
  const session = await sessionOf(account);
  expect((await ask('link', await goThere('link', session), session)).status).toBe(200);
}

const enter = async () => ask('enter', await goThere('enter'));

describe.each(WAYS)('with PKCE $pkce and the secret by $tokenAuth', (ways) => {
  test('an account is linked, then entered', async () => {
    await node.close();
    await startNode(provider.settings(ORIGIN, ways));
    await link();
    const { status, body } = await enter();
    expect([status, body]).toMatchObject([200, { adult: { account: 'mme-clain' }, linked: true }]);
    const session = `Session ${body.token as string}`;
    expect((await node.ask('GET', '/api/adults/me', { authorization: session })).body).toMatchObject({ linked: true });
    expect(provider.lastExchange?.authorization?.startsWith('Basic ') ?? false).toBe(ways.tokenAuth === 'basic');
  });
});

describe('the way to the provider', () => {
  test('carries a state, a nonce and a challenge that are new each time, and asks for no more than who it is', async () => {
    const two = await Promise.all([ask('begin', { purpose: 'enter' }), ask('begin', { purpose: 'enter' })]);
    const [first, second] = two.map(({ body }) => new URL(body.to as string).searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first?.get(name)?.length).toBeGreaterThanOrEqual(43);
      expect(first?.get(name)).not.toBe(second?.get(name));
    }
    expect(first?.get('redirect_uri')).toBe(`${ORIGIN}${PROVIDER_RETURN}`);
    expect(first?.get('scope')).toBe('openid');
    expect(first?.get('code_challenge_method')).toBe('S256');
  });

  test('is named at the door', async () => {
    expect((await node.ask('GET', '/api/adults/door')).body).toMatchObject({ provider: 'ENT' });
  });

  test('is slowed down for who only begins', async () => {
    const refused = [];
    for (let press = 0; press < 35; press++) refused.push((await ask('begin', { purpose: 'enter' })).body.refused);
    expect(refused.filter((code) => code === 'too-many-tries').length).toBe(5);
  });
});

describe('who comes back', () => {
  test('opens no account that was not linked, and makes none', async () => {
    const { status, body } = await enter();
    expect([status, body.refused]).toEqual([403, 'provider-unlinked']);
    provider.subject = 'agent-2';
    await link();
    provider.subject = 'agent-1';
    expect((await enter()).body.refused).toBe('provider-unlinked');
    expect(node.people.adults.list().length).toBe(2);
  });

  test('opens no account that was closed', async () => {
    await link();
    node.people.adults.change('mme-clain', { disabled: true });
    expect((await enter()).body.refused).toBe('provider-unlinked');
  });

  test('is refused where the provider refused', async () => {
    provider.subject = undefined;
    const back = await goThere('enter');
    expect(back.answer).toContain('access_denied');
    expect((await ask('enter', back)).body.refused).toBe('provider-refused');
  });

  test('is refused with another state or another tab’s attempt', async () => {
    await link();
    const [mine, other] = [await goThere('enter'), await goThere('enter')];
    // Somebody who is sent the address of another's sign-in does not enter as them.
    expect((await ask('enter', { attempt: mine.attempt, answer: other.answer })).body.refused).toBe('provider-refused');
    expect((await ask('enter', { attempt: 'A'.repeat(43), answer: other.answer })).body.refused).toBe('provider-over');
  });

  test.each(['S256', 'none'] as const)('is refused with a code that another way gave (PKCE %s)', async (pkce) => {
    await node.close();
    await startNode(provider.settings(ORIGIN, { pkce, tokenAuth: 'basic' }));
    await link();
    const [mine, other] = [await goThere('enter'), await goThere('enter')];
    const swapped = new URLSearchParams(mine.answer);
    swapped.set('code', new URLSearchParams(other.answer).get('code') ?? '');
    const { body } = await ask('enter', { attempt: mine.attempt, answer: swapped.toString() });
    expect(body.refused).toBe('provider-refused');
    expect(node.log.entries().at(-1)?.details).toEqual({
      why: 'refused',
      code: pkce === 'none' ? 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' : 'invalid_grant',
    });
  });

  test('enters once, and not too late', async () => {
    await link();
    const once = await goThere('enter');
    expect((await ask('enter', once)).status).toBe(200);
    expect((await ask('enter', once)).body.refused).toBe('provider-over');
    const late = await goThere('enter');
    node.now += ATTEMPT_MS;
    expect((await ask('enter', late)).body.refused).toBe('provider-over');
  });

  test('links only the account that began, and enters by no attempt to link', async () => {
    const [mme, m] = [await sessionOf('mme-clain'), await sessionOf('m-hoarau')];
    const back = await goThere('link', mme);
    expect((await ask('link', back, m)).body.refused).toBe('provider-over');
    expect((await ask('enter', await goThere('link', mme))).body.refused).toBe('provider-over');
    expect((await ask('link', await goThere('enter'), mme)).body.refused).toBe('provider-over');
    expect((await ask('link', await goThere('link', mme))).body.refused).toBe('unauthorised');
  });
});

describe('a second factor', () => {
  test('is asked for behind the provider too, without going there again', async () => {
    await link();
    const session = await sessionOf('mme-clain');
    const own = (verb: string, body: unknown) =>
      node.ask('POST', `/api/adults/second-factor/${verb}`, { body, authorization: session });
    const { body } = await own('begin', { password: PASSWORD });
    const { body: on } = await own('confirm', { code: totpOf(body.key as string, node.now) });
    const [recovery = ''] = on.codes as string[];
    const back = await goThere('enter');
    for (const totp of [undefined, '000000'])
      expect((await ask('enter', { ...back, totp })).body.refused).toBe('totp-needed');
    expect((await ask('enter', { ...back, totp: recovery })).body).toMatchObject({ adult: { account: 'mme-clain' } });
    expect((await ask('enter', { ...back, totp: recovery })).body.refused).toBe('provider-over');
  });
});

describe('a link', () => {
  test('is for one account alone', async () => {
    await link();
    const session = await sessionOf('m-hoarau');
    expect((await ask('link', await goThere('link', session), session)).body.refused).toBe('taken');
  });

  test('is made by a person with a password of their own, signed in', async () => {
    expect((await ask('begin', { purpose: 'link' })).body.refused).toBe('unauthorised');
    const session = await sessionOf('mme-clain');
    node.people.adults.setPassword('mme-clain', await node.people.hasher.hash(PASSWORD), node.now + 1_000);
    expect((await ask('begin', { purpose: 'link' }, session)).body.refused).toBe('no-right');
  });

  test('ends with a new password from the head, as the sessions do', async () => {
    await link();
    await node.addAdult({ account: 'directrice', name: 'Mme Vellayen', role: 'head', classes: [] }, PASSWORD);
    await node.ask('POST', '/api/adults/mme-clain/reset', { authorization: await sessionOf('directrice') });
    expect((await enter()).body.refused).toBe('provider-unlinked');
  });

  test('is undone by its owner, and the password goes on working', async () => {
    await link();
    const session = await sessionOf('mme-clain');
    expect((await ask('unlink', undefined, session)).status).toBe(200);
    expect((await enter()).body.refused).toBe('provider-unlinked');
    expect((await node.ask('GET', '/api/adults/me', { authorization: session })).body).toMatchObject({ linked: false });
  });

  test('leaves no secret in the log, and none in the tables', async () => {
    await link();
    const back = await goThere('enter');
    await ask('enter', { ...back, answer: back.answer.replace('state=', 'state=x') });
    const code = new URLSearchParams(back.answer).get('code') ?? '';
    const { clientSecret } = provider.settings(ORIGIN, { pkce: 'S256', tokenAuth: 'basic' });
    const tables = ['adults', 'sessions', 'failures'].map((name) =>
      node.database.prepare(`SELECT * FROM ${name}`).all(),
    );
    const kept = JSON.stringify([node.log.entries(), tables]);
    for (const secret of [back.attempt, code, clientSecret]) expect(kept).not.toContain(secret);
    expect(node.log.entries().map(({ message }) => message)).toContain('an account was linked to the provider');
  });
});

describe('a provider that is away', () => {
  test('is said to be so, and the password works', async () => {
    await node.close();
    await startNode({
      ...provider.settings(ORIGIN, { pkce: 'S256', tokenAuth: 'basic' }),
      issuer: 'http://127.0.0.1:9',
    });
    const { status, body } = await ask('begin', { purpose: 'enter' });
    expect([status, body.refused]).toEqual([503, 'provider-unreachable']);
    expect(await sessionOf('mme-clain')).toMatch(/^Session .{43}$/);
  });
});
