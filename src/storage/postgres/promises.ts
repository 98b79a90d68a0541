import type { ClientBase } from 'pg';
import { StorageFailure } from '../../sync/ports.ts';

/** What a database may be set to, and why rows would then be acked that a power cut takes back (S2), or names be spoilt. */
const PROMISES: readonly [setting: string, value: string, otherwise: string][] = [
  ['fsync', 'on', 'it would say that rows are stored before they are on disk'],
  ['full_page_writes', 'on', 'a power cut could spoil rows that it said were stored'],
  ['server_encoding', 'UTF8', 'it could not hold every name'],
];

/** Refuses a database that cannot keep what Cartable promises. */
export async function checkPromises(client: ClientBase): Promise<void> {
  const { rows } = await client.query('SELECT name, setting FROM pg_settings WHERE name = ANY ($1)', [
    PROMISES.map(([setting]) => setting),
  ]);
  const settings = new Map((rows as { name: string; setting: string }[]).map(({ name, setting }) => [name, setting]));
  for (const [setting, value, otherwise] of PROMISES) {
    const found = settings.get(setting);
    if (found !== value) {
      throw new StorageFailure('unavailable', new Error(`${setting} is ${found} in PostgreSQL: ${otherwise}`));
    }
  }
}
