import { beforeEach, expect, test } from 'vitest';
import { HttpOfficeLine } from '../../../src/device/office/http-office-line.ts';
import { HttpOfficeSession, TabToken } from '../../../src/device/office/people.ts';
import { HttpProviderWay } from '../../../src/device/office/provider.ts';
import { PROVIDER_RETURN } from '../../../src/protocol/office/provider.ts';

const ME = {
  adult: { account: 'mme-clain', name: 'Mme Clain', role: 'teacher', classes: [] },
  mustChange: false,
  linked: true,
  totp: false,
  idleMs: 1,
  leftMs: 1,
};

/** One tab: what it keeps outlasts the pages that it shows. */
let kept: Map<string, string>;
/** What the node answers by path, and what it was asked. */
let answers: Record<string, unknown>;
let asked: { path: string; body: unknown }[];

beforeEach(() => {
  kept = new Map();
  asked = [];
  answers = {
    '/api/adults/provider/begin': { to: 'https://ent.example/door?state=s', attempt: 'key' },
    '/api/adults/provider/enter': { token: 'token', ...ME },
    '/api/adults/provider/link': {},
    '/api/adults/me': ME,
  };
});

/** A page of that tab at this address. */
function pageAt(address: string) {
  const url = new URL(address, 'https://malle.example');
  const shown = { address: `${url.pathname}${url.search}`, wentTo: '' };
  const page = {
    location: { pathname: url.pathname, search: url.search, assign: (to: string) => void (shown.wentTo = to) },
    history: { replaceState: (_state: unknown, _title: string, to: string) => void (shown.address = to) },
  } as unknown as Pick<Window, 'location' | 'history'>;
  const keep = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const token = new TabToken(keep);
  const line = new HttpOfficeLine(async (path, init) => {
    asked.push({ path: path as string, body: init?.body === undefined ? undefined : JSON.parse(init.body as string) });
    const answer = answers[path as string];
    return Response.json(answer, { status: typeof answer === 'object' && answer && 'refused' in answer ? 403 : 200 });
  }, token);
  const session = new HttpOfficeSession(line, token);
  return { way: new HttpProviderWay({ line, session, keep, page }), session, shown };
}

test('goes to the provider and is signed in by what it brings back', async () => {
  const before = pageAt('/ecole');
  expect(await before.way.comeBack()).toEqual({ ok: true, value: undefined });
  await before.way.go('enter');
  expect(before.shown.wentTo).toBe('https://ent.example/door?state=s');
  const after = pageAt(`${PROVIDER_RETURN}?code=c&state=s`);
  expect(await after.way.comeBack()).toEqual({ ok: true, value: 'enter' });
  expect(asked.at(-1)?.body).toEqual({ attempt: 'key', answer: 'code=c&state=s' });
  expect(after.session.me.value?.adult.account).toBe('mme-clain');
});

test('gives the code of a second factor with what it brought back', async () => {
  await pageAt('/ecole').way.go('enter');
  const { way, session } = pageAt(`${PROVIDER_RETURN}?code=c&state=s`);
  const enter = answers['/api/adults/provider/enter'];
  answers['/api/adults/provider/enter'] = { v: 1, refused: 'totp-needed' };
  expect(await way.comeBack()).toEqual({ ok: false, error: { why: 'refused', code: 'totp-needed' } });
  answers['/api/adults/provider/enter'] = enter;
  expect(await way.giveCode('123456')).toEqual({ ok: true, value: undefined });
  expect(asked.at(-1)?.body).toEqual({ attempt: 'key', answer: 'code=c&state=s', totp: '123456' });
  expect(session.me.value?.adult.account).toBe('mme-clain');
});

test('leaves no code in the address, from the first moment on', () => {
  expect(pageAt(`${PROVIDER_RETURN}?code=c&state=s`).shown.address).toBe(PROVIDER_RETURN);
});

test('links in the session of the tab, and shows it', async () => {
  kept.set('cartable.office', 'token');
  await pageAt('/ecole/moi').way.go('link');
  const after = pageAt(`${PROVIDER_RETURN}?code=c&state=s`);
  expect(await after.way.comeBack()).toEqual({ ok: true, value: 'link' });
  expect(asked.map(({ path }) => path).slice(-2)).toEqual(['/api/adults/provider/link', '/api/adults/me']);
  expect(after.session.me.value?.linked).toBe(true);
});

test('an address that somebody sent, to a tab that began nothing, asks the node nothing', async () => {
  const { way } = pageAt(`${PROVIDER_RETURN}?code=stolen&state=s`);
  expect(await way.comeBack()).toEqual({ ok: false, error: { why: 'refused', code: 'provider-over' } });
  expect(asked).toEqual([]);
});

test('what was begun is used once', async () => {
  await pageAt('/ecole').way.go('enter');
  await pageAt(`${PROVIDER_RETURN}?code=c&state=s`).way.comeBack();
  expect((await pageAt(`${PROVIDER_RETURN}?code=c&state=s`).way.comeBack()).ok).toBe(false);
});

test('goes to no script and no other kind of address', async () => {
  for (const to of ['javascript:alert(1)', 'data:text/html,x', 'ent', '']) {
    answers['/api/adults/provider/begin'] = { to, attempt: 'key' };
    const { way, shown } = pageAt('/ecole');
    expect((await way.go('enter')).ok).toBe(false);
    expect(shown.wentTo).toBe('');
  }
});
