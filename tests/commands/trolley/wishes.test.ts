import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decide, keep, type Kept, readWishes } from '../../../src/commands/trolley/wishes.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-wishes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function decided(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Kept> {
  const wishes = readWishes(['--trolley', '--data', folder, ...args], env);
  if (!wishes.ok) throw new Error(wishes.error);
  const kept = await decide(wishes.value, () => Promise.resolve('malle'));
  if (!kept.ok) throw new Error(kept.error);
  return kept.value;
}

test('what was said once is kept for each later start, as a service’s is', async () => {
  const said = ['--name', 'Malle 3', '--port', '443', '--ent', 'https://ent.example', '--school', 'École des Filaos'];
  keep(folder, await decided(said));
  const kept = { name: 'malle-3', port: 443, ent: 'https://ent.example', school: 'École des Filaos' };
  expect(await decided([])).toMatchObject(kept);
  expect(await decided(['--ent', 'https://autre.example'])).toMatchObject({ ...kept, ent: 'https://autre.example' });
});

test('the code that joins the ENT is not kept on the disk', async () => {
  keep(folder, await decided(['--ent', 'https://ent.example', '--ent-code', 'ABCD-2345']));
  expect(await readFile(join(folder, 'trolley.json'), 'utf8')).not.toContain('ABCD');
  const wishes = readWishes(['--ent-code', 'ABCD-2345'], {});
  expect(wishes.ok && wishes.value.entCode).toBe('ABCD-2345');
});

test('a word that is not known is named', () => {
  expect(readWishes(['--tablettes', '14'], {})).toMatchObject({ ok: false });
});
