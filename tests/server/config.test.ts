import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/server/config.ts';

const sentence = (env: Record<string, string>): string => {
  const config = readConfig(env);
  return config.ok ? 'accepted' : config.error;
};

describe('the settings of a node', () => {
  test('have defaults for all but the role', () => {
    const config = readConfig({ ROLE: 'hub', PATH: '/bin' });
    expect(config).toMatchObject({
      ok: true,
      value: { role: 'hub', host: '127.0.0.1', port: 8080, upstream: undefined },
    });
  });

  test('keep of the upstream its origin', () => {
    const config = readConfig({ ROLE: 'hub', UPSTREAM: 'https://ent.example:8090/some/path', UPSTREAM_CODE: 'ABC' });
    expect(config).toMatchObject({ ok: true, value: { upstream: { url: 'https://ent.example:8090', code: 'ABC' } } });
  });

  test.each([
    [{}, 'ROLE must be hub or ent, not «  ».'],
    [{ ROLE: 'bus' }, 'ROLE must be hub or ent, not « bus ».'],
    [{ ROLE: 'ent', PORT: '80a' }, 'PORT must be a number from 0 to 65535, not « 80a ».'],
    [{ ROLE: 'ent', PORT: '70000' }, 'PORT must be a number from 0 to 65535, not « 70000 ».'],
    [{ ROLE: 'hub', UPSTREAM: 'ftp://ent/' }, 'UPSTREAM must begin with http:// or https://, not « ftp://ent/ ».'],
    [
      { ROLE: 'ent', STORE: 'mysql://ent:secret@db/cartable' },
      'STORE must be an address such as postgres://user:password@host/database?schema=tortues, not « mysql://…@db/cartable ».',
    ],
    [{ ROLE: 'hub', DEMONSTRATION: 'yes' }, 'DEMONSTRATION must be 0 or 1, not « yes ».'],
    [{ ROLE: 'ent', UPSTREAM: 'http://other' }, 'UPSTREAM is for a hub: an ENT has no node above it.'],
  ])('are refused by name: %j', (env, expected) => {
    expect(sentence(env)).toBe(expected);
  });
});
