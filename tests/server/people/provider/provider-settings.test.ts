import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROVIDER_FILE, readProviderSettings } from '../../../../src/server/people/provider/provider-settings.ts';

const SETTINGS = {
  issuer: 'https://ent.example/auth/openid',
  clientId: 'cartable',
  clientSecret: 'tres-secret',
  origin: 'https://malle.example/',
};

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cartable-'));
  path = join(folder, PROVIDER_FILE);
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(settings: unknown, mode = 0o600) {
  writeFileSync(path, typeof settings === 'string' ? settings : JSON.stringify(settings));
  chmodSync(path, mode);
  return readProviderSettings(path);
}

test('a node without the file has no provider', () => {
  expect(readProviderSettings(path)).toEqual({ ok: true, value: undefined });
});

test('says by itself how an ENT is asked: with S256 and basic, back to the origin alone', () => {
  expect(read(SETTINGS)).toEqual({
    ok: true,
    value: { ...SETTINGS, origin: 'https://malle.example', name: 'ENT', pkce: 'S256', tokenAuth: 'basic' },
  });
});

test('a file that others may read is not used', () => {
  for (const mode of [0o644, 0o640, 0o604, 0o660]) {
    const outcome = read(SETTINGS, mode);
    expect(outcome.ok ? '' : outcome.error).toMatch(/others may read it/);
  }
});

test.each([
  [{ issuer: 'http://ent.example' }, /issuer must begin with https/],
  [{ issuer: 'http://localhost.example' }, /issuer must begin with https/],
  [{ issuer: 'javascript:alert(1)' }, /issuer must begin with https/],
  [{ issuer: 'ent' }, /issuer must be a web address/],
  [{ origin: 'http://192.168.1.4:8080' }, /origin must begin with https/],
  [{ pkce: 'S512' }, /pkce must be/],
  [{ tokenAuth: 'jwt' }, /tokenAuth must be/],
  [{ clientId: '' }, /clientId is missing/],
  [{ secret: 'x' }, /secret is missing, unknown/],
])('%o is refused in a sentence that tells no secret', (wrong, sentence) => {
  const outcome = read({ ...SETTINGS, ...wrong });
  expect(outcome.ok ? '' : outcome.error).toMatch(sentence);
  expect(JSON.stringify(outcome)).not.toContain(SETTINGS.clientSecret);
});

test('what is no JSON is refused', () => {
  const outcome = read('{ clientSecret: tres-secret');
  expect(outcome.ok ? '' : outcome.error).toMatch(/it is no JSON/);
  expect(JSON.stringify(outcome)).not.toContain(SETTINGS.clientSecret);
});

test('http is for a provider on this machine alone', () => {
  for (const issuer of ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])
    expect(read({ ...SETTINGS, issuer }).ok).toBe(true);
});
