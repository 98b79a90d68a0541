import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTarPath, tarBytes, tarEntries, TarError, TarWriter } from '../../../src/server/backup/tar.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-tar-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function written(name: string): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'wx+');
  const tar = new TarWriter(file, 1_700_000_000_000);
  await tar.add('head.json', 2, pieces('{}'));
  await tar.add('files/ab/rotten', 5, pieces('other'), '0'.repeat(64));
  await tar.add('files/ab/long', 600, pieces('x'.repeat(400), 'y'.repeat(200)));
  await tar.end();
  await file.close();
  return path;
}

async function read(path: string): Promise<[string, string][]> {
  const file = await open(path, 'r');
  try {
    const found: [string, string][] = [];
    for await (const entry of tarEntries(file)) {
      let text = '';
      for await (const piece of tarBytes(file, entry)) text += new TextDecoder().decode(piece);
      found.push([entry.path, text]);
    }
    return found;
  } finally {
    await file.close();
  }
}

test('what was written is read again, without the part that was not what it should be', async () => {
  expect(await read(await written('round.tar'))).toEqual([
    ['head.json', '{}'],
    ['files/ab/long', 'x'.repeat(400) + 'y'.repeat(200)],
  ]);
});

test('any other tar opens it too', async () => {
  const path = await written('other.tar');
  const listed = await promisify(execFile)('tar', ['-tf', path]);
  expect(listed.stdout.trim().split('\n')).toEqual(['head.json', 'files/ab/long']);
});

test('a cut archive, a changed header and a climbing path are no archive of ours', async () => {
  const bytes = await readFile(await written('whole.tar'));
  const broken: [string, Buffer][] = [
    ['cut in a part', bytes.subarray(0, 1_400)],
    ['without its end', bytes.subarray(0, bytes.byteLength - 1_024)],
    ['another name', Buffer.from(bytes).fill('z', 0, 1)],
  ];
  for (const [what, spoilt] of broken) {
    const path = join(folder, 'broken.tar');
    await writeFile(path, spoilt);
    await expect(read(path), what).rejects.toThrow(TarError);
  }
  expect(['../up', '/etc/passwd', 'a/../b', 'a//b', '.hidden', 'a\\b', ''].filter(isTarPath)).toEqual([]);
});
