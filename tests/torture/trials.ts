import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { lostEdits } from '../../src/commands/classroom/comparison.ts';
import type { Edit } from '../../src/commands/classroom/edit.ts';
import type { Ledger } from '../../src/commands/classroom/ledger.ts';
import { pause, until } from '../../src/commands/classroom/patience.ts';
import type { Tablet } from '../../src/commands/classroom/tablet.ts';
import type { Ordeal } from './blows.ts';
import { copyData, documentsOnDisk } from './data-folder.ts';

/** Longest wait for something that must happen, in milliseconds, on a slow machine with others at work on it. */
const LIMIT_MS = 60_000;
/** ✓✓ that come between the copy and the loss of the ENT, and after it: these the tablets alone still have. */
const ACKS_SINCE_COPY = 10;
const ACKS_OF_THE_HUB_ALONE = 30;
/** How long the tablets go on writing at a hub with a full disk, in milliseconds. */
const FULL_MS = 2_500;

/**
 * The hub's data is lost and yesterday's copy put back, while no ENT is there: gives the edits that were ✓✓ and that now only
 * tablets have. They must come back by themselves (S4).
 */
export async function restoreYesterday(ordeal: Ordeal, ledger: Ledger): Promise<Edit[]> {
  const { school, proof, acknowledged, knock, chance } = ordeal;
  const copy = join(school.folder, 'yesterday');
  await school.stop('hub');
  await copyData(school.dataOf('hub'), copy);
  await school.begin('hub');
  knock();
  await more(acknowledged, ACKS_SINCE_COPY);
  await school.kill('ent');
  await more(acknowledged, ACKS_OF_THE_HUB_ALONE);
  await school.kill('hub');
  const [yesterday, above] = [await documentsOnDisk(copy), await documentsOnDisk(school.dataOf('ent'))];
  const gone = lostEdits(ledger.acknowledged, yesterday);
  const onlyOnTablets = lostEdits(gone, above);
  proof.takeAway(gone);
  await copyData(copy, school.dataOf('hub'));
  await school.begin('hub');
  knock();
  // Now and then the plug is pulled while the tablets bring everything back.
  if (chance.happens(0.5)) {
    await pause(chance.between([100, 1_500]));
    await school.kill('hub');
    await school.begin('hub');
    knock();
  }
  await more(acknowledged, ACKS_SINCE_COPY);
  await school.begin('ent');
  return onlyOnTablets;
}

/** The hub's disk fills while tablets write, the hub is killed on the full disk, then there is room again. */
export async function fillDisk(ordeal: Ordeal, tablets: readonly Tablet[]): Promise<{ startedFull: boolean }> {
  const { school, acknowledged, knock } = ordeal;
  const { disk } = school;
  await school.stop('hub');
  await moveTo(disk.folder, school.dataOf('hub'));
  await school.begin('hub');
  knock();
  await more(acknowledged, ACKS_SINCE_COPY);
  const before = school.timesFull();
  await disk.fill();
  await must(() => school.timesFull() > before, 'the hub never said that its disk is full');
  await pause(FULL_MS);
  await must(async () => (await waiting(tablets)) > 0, 'tablets kept nothing back');
  await school.kill('hub');
  const startedFull = await began(ordeal);
  disk.free();
  if (!startedFull) await school.begin('hub');
  knock();
  await more(acknowledged, ACKS_OF_THE_HUB_ALONE);
  await school.stop('hub');
  await moveBack(disk.folder, school.dataOf('hub'));
  await school.begin('hub');
  knock();
  return { startedFull };
}

/** A node may be unable to begin where it cannot write a byte; then it ends with a sentence that says so. */
async function began({ school }: Ordeal): Promise<boolean> {
  try {
    await school.begin('hub');
    return true;
  } catch (error) {
    if (/is the disk full\?/.test(String(error))) return false;
    throw error;
  }
}

async function moveTo(disk: string | undefined, data: string): Promise<void> {
  if (disk === undefined) return;
  await copyData(data, join(disk, 'hub'));
  await rm(data, { recursive: true });
  await symlink(join(disk, 'hub'), data);
}

async function moveBack(disk: string | undefined, data: string): Promise<void> {
  if (disk === undefined) return;
  await rm(data);
  await copyData(join(disk, 'hub'), data);
}

async function waiting(tablets: readonly Tablet[]): Promise<number> {
  const counts = await Promise.all(tablets.map(({ log }) => log.pendingCount()));
  return counts.reduce((sum, { rows }) => sum + rows, 0);
}

async function more(acknowledged: () => number, count: number): Promise<void> {
  const goal = acknowledged() + count;
  await must(() => acknowledged() >= goal, `no ${count} more edits came to ✓✓`);
}

async function must(condition: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
  if (!(await until(condition, LIMIT_MS))) throw new Error(otherwise);
}
