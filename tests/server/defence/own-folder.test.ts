import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareDataDir } from '../../../src/server/main/open-node.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-folder-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

// On Windows the folder above decides: there are no such bits.
test.skipIf(process.platform === 'win32')(
  'a node’s data lies in a folder that other users of the machine do not open',
  async () => {
    const dataDir = join(folder, 'cartable', 'data');
    prepareDataDir(dataDir);
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
  },
);
