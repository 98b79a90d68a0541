import type * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import { differingFrom, joinFresh } from '../../src/commands/classroom/assess.ts';
import { contentOf, lostEdits } from '../../src/commands/classroom/comparison.ts';
import type { Edit } from '../../src/commands/classroom/edit.ts';
import type { Room, Watched } from '../../src/commands/classroom/room.ts';
import { sentencesFor } from '../../src/commands/classroom/trouble.ts';
import { documentsOnDisk } from './data-folder.ts';
import type { School } from './school.ts';

/** Longest wait until everything is ✓✓ and ✓✓✓, in milliseconds: well past the longest pause of a hub that lost its ENT. */
const REST_LIMIT_MS = 120_000;

export interface Verdict {
  readonly edits: number;
  /** Edits that tablets showed as ✓✓. */
  readonly acknowledged: number;
  /** Edits that were ✓✓ and that a fresh tablet or the ENT's disk has not, or the hub's disk had not when it was killed. */
  readonly lost: number;
  /** Edits that were ✓✓, were on no server any more, and are there again. */
  readonly restored: number;
  /** Whether every tablet, a fresh one and the ENT's disk say the same. */
  readonly converged: boolean;
  /** Documents in which they differ. */
  readonly differing: readonly string[];
  /** Edits that the hub refused and a tablet keeps. */
  readonly refused: number;
  /** Nodes that ended by themselves, with their last words. */
  readonly endedAlone: readonly string[];
}

/** Lets all come to rest, then looks at what a tablet finds that knew nothing, and at the ENT's disk. */
export async function holdAgainst(
  room: Room,
  school: School,
  onlyOnTablets: readonly Edit[],
  lostBefore: ReadonlySet<Edit>,
): Promise<Verdict> {
  for (const relay of [school.wifi, school.uplink]) relay.spare();
  for (const tablet of room.tablets) tablet.comeBack();
  // What does not come to rest in this time, the comparison finds.
  await room.allAre(isAtRest, REST_LIMIT_MS);
  const held = await Promise.all(room.tablets.map(({ log }) => log.held()));
  const fresh = await joinFresh(room);
  if (!fresh.ok) throw new Error(sentencesFor(fresh.error));
  const differing = await differingFrom(fresh.value, room.tablets);
  school.look();
  await Promise.all([school.stop('hub'), school.stop('ent')]);
  const ent = await documentsOnDisk(school.dataOf('ent'));
  const { acknowledged, edits } = room.ledger;
  const lost = new Set([...lostBefore, ...lostEdits(acknowledged, fresh.value), ...lostEdits(acknowledged, ent)]);
  const differingAbove = differingIn(ent, fresh.value).map((doc) => `${doc} (ENT)`);
  return {
    edits: edits.length,
    acknowledged: acknowledged.size,
    lost: lost.size,
    restored: onlyOnTablets.filter((edit) => !lost.has(edit)).length,
    converged: differing.length + differingAbove.length === 0,
    differing: [...differing, ...differingAbove],
    refused: held.flat().length,
    endedAlone: school.endedAlone,
  };
}

async function isAtRest({ tablet, watch }: Watched): Promise<boolean> {
  const [{ rows }, ids] = await Promise.all([tablet.log.pendingCount(), tablet.log.documentIds()]);
  const levels = await tablet.log.levels(ids.filter((id) => id.startsWith('work/')));
  return tablet.isLive && rows === 0 && watch.unacknowledged === 0 && levels.every((level) => level === 3);
}

function differingIn(one: ReadonlyMap<DocumentId, Y.Doc>, other: ReadonlyMap<DocumentId, Y.Doc>): DocumentId[] {
  return [...other].flatMap(([id, doc]) => {
    const same = one.get(id);
    return same && contentOf(same) === contentOf(doc) ? [] : [id];
  });
}
