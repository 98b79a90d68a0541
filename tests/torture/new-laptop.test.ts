import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { lostEdits } from '../../src/commands/classroom/comparison.ts';
import { until } from '../../src/commands/classroom/patience.ts';
import { ClassAtWork } from './class-at-work.ts';
import { documentsOnDisk } from './data-folder.ts';
import { holdAgainst } from './verdict.ts';

/** A slow machine with others at work on it. */
const LIMIT_MS = 240_000;
const WAIT_MS = 60_000;

const run = (name: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [
    fileURLToPath(new URL(`../../src/commands/${name}.ts`, import.meta.url)),
    ...args,
  ]);

test(
  '[S4] a hub that was backed up under load, killed and restored on a new laptop loses no edit that was ✓✓',
  async () => {
    const atWork = await ClassAtWork.begin({ kills: 2, tablets: 3, seed: 31 });
    try {
      const { school, proof, acknowledged, knock } = atWork.ordeal;
      const more = async (count: number): Promise<void> => {
        const goal = acknowledged() + count;
        expect(await until(() => acknowledged() >= goal, WAIT_MS)).toBe(true);
      };
      const data = school.dataOf('hub');
      const backup = join(school.folder, 'monday.tar');
      await more(20);
      const before = acknowledged();
      await run('backup', '--data', data, '--to', backup);
      await more(10);
      await school.kill('ent');
      await more(30);
      await school.kill('hub');
      await rename(data, join(school.folder, 'stolen'));

      await run('restore', '--from', backup, '--data', data);
      const [restored, above] = [await documentsOnDisk(data), await documentsOnDisk(school.dataOf('ent'))];
      const gone = lostEdits(atWork.room.ledger.acknowledged, restored);
      const onlyOnTablets = lostEdits(gone, above);
      expect(before).toBeGreaterThan(0);
      expect(onlyOnTablets.length).toBeGreaterThan(0);
      proof.takeAway(gone);
      await school.begin('hub');
      knock();
      await more(10);
      await school.begin('ent');
      await atWork.rest();
      const verdict = await holdAgainst(atWork.room, school, onlyOnTablets, proof.lost);
      expect(verdict).toMatchObject({ lost: 0, restored: onlyOnTablets.length, converged: true, refused: 0 });
    } finally {
      await atWork.close();
    }
  },
  LIMIT_MS,
);
