import type { Reading } from './postgres-database.ts';

const GET = { name: 'get_state', text: 'SELECT value FROM state WHERE name = $1' };
const PUT = {
  name: 'put_state',
  text: 'INSERT INTO state (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
};

/** A single fact, kept as JSON beside the tables. */
export async function getState<Value>(reading: Reading, name: string): Promise<Value | undefined> {
  const [row] = await reading.ask<{ value: string }>(GET, [name]);
  return row && (JSON.parse(row.value) as Value);
}

export async function putState(reading: Reading, name: string, value: unknown): Promise<void> {
  await reading.ask(PUT, [name, JSON.stringify(value)]);
}
