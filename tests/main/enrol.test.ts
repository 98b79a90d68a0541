import { expect, test, vi } from 'vitest';
import { enrol } from '../../src/main/enrol.ts';

const ENROLMENT = {
  device: 'd1',
  secret: 's',
  role: 'tablet',
  number: 2,
  classes: ['ce2'],
  account: '',
  school: 'Les Filaos',
};

test('a code becomes what this device is', async () => {
  const fetch = vi.fn(async () => Response.json(ENROLMENT));
  expect(await enrol('ABCD', fetch)).toEqual({ ok: true, value: ENROLMENT });
  expect(fetch).toHaveBeenCalledWith(
    '/api/enrol',
    expect.objectContaining({ method: 'POST', body: '{"code":"ABCD"}' }),
  );
});

test.each<[string, () => Promise<Response>, string]>([
  ['a used code', async () => Response.json({ v: 1, refused: 'code-used' }, { status: 403 }), 'code-used'],
  ['a code after its time', async () => Response.json({ v: 1, refused: 'code-over' }, { status: 403 }), 'code-over'],
  ['a wrong code', async () => Response.json({ v: 1, refused: 'bad-code' }, { status: 403 }), 'bad-code'],
  [
    'a code that is no code at all',
    async () => Response.json({ v: 1, refused: 'bad-message' }, { status: 400 }),
    'bad-code',
  ],
  ['a guesser', async () => Response.json({ v: 1, refused: 'too-many-tries' }, { status: 429 }), 'too-many-tries'],
  ['a trolley that stumbles', async () => Response.json({ v: 1, refused: 'internal' }, { status: 500 }), 'unreachable'],
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
  ['a hotel that asks for a room number', async () => new Response('<html>'), 'unreachable'],
  ['half an answer', async () => Response.json({ device: 'd1' }), 'unreachable'],
])('%s', async (_, fetch, error) => {
  expect(await enrol('ABCD', fetch)).toEqual({ ok: false, error });
});
