import type * as Y from 'yjs';
import { concatBytes } from '../../base/bytes.ts';
import { sha256Hex } from '../../base/hash.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { differences, documentsOf, lostEdits } from './comparison.ts';
import { until } from './patience.ts';
import { type Report, spreadOf, type TabletReport } from './report.ts';
import { JOIN_LIMIT_MS, type Room } from './room.ts';
import type { Seat } from './sign-in.ts';
import type { Tablet } from './tablet.ts';
import type { Trouble } from './trouble.ts';

/** Longest wait until what the hub holds has reached every tablet, in milliseconds. */
const SPREAD_LIMIT_MS = 15_000;
/** Longest wait for the ENT's receipts, in milliseconds: there may be no ENT, or no way to it. */
const ENT_LIMIT_MS = 5_000;

interface Played {
  readonly seats: readonly Seat[];
  /** How much was done on each tablet. */
  readonly edits: readonly number[];
  readonly handedOut: boolean;
}

/** Lets a fresh tablet join and holds everything against what it finds. */
export async function assess(room: Room, { seats, edits, handedOut }: Played): Promise<Result<Report, Trouble>> {
  const { settings, ledger, tablets } = room;
  // Read before the comparison, which is no part of the lesson.
  const perTablet = await Promise.all(tablets.map((tablet, index) => reportOf(tablet, index + 1, edits[index] ?? 0)));
  const fresh = await joinFresh(room);
  if (!fresh.ok) return fresh;
  const differing = await differingFrom(fresh.value, tablets);
  const works = [...new Set(seats.flatMap(({ tasks }) => tasks.map(({ work }) => work)))];
  return ok({
    hub: settings.hub.origin,
    minutes: settings.minutes,
    seed: settings.seed,
    perTablet,
    edits: ledger.edits.length,
    acknowledged: ledger.acknowledged.size,
    converged: differing.length === 0,
    lost: lostEdits(ledger.acknowledged, fresh.value).length,
    editToOther: spreadOf(ledger.editToOther),
    editToAck: spreadOf(ledger.editToAck),
    returnToAck: spreadOf(ledger.returnToAck),
    works: works.length,
    worksAtEnt: await countAtEnt(tablets[0], works),
    differing,
    handedOut,
  });
}

async function reportOf(tablet: Tablet, number: number, edits: number): Promise<TabletReport> {
  const verified = await Promise.all(tablet.fileStates.map(({ ref }) => isVerified(tablet, ref.sha256)));
  return {
    number,
    edits,
    timesAway: tablet.presence.timesAway,
    bytesUp: tablet.wire.bytesUp,
    bytesDown: tablet.wire.bytesDown,
    files: verified.filter(Boolean).length,
    filesWanted: verified.length,
    refused: (await tablet.log.held()).length,
  };
}

/** The engine has verified each chunk; this looks at the whole, without its help. */
async function isVerified({ files }: Tablet, sha256: string): Promise<boolean> {
  const stored = await files.get(sha256);
  if (!stored?.complete) return false;
  const chunks = await Promise.all(stored.chunks.map((_, index) => files.chunk(sha256, index)));
  return (await sha256Hex(concatBytes(chunks.filter((chunk) => chunk !== undefined)))) === sha256;
}

/** What a tablet that knew nothing finds at the hub. */
export async function joinFresh(room: Room): Promise<Result<Map<DocumentId, Y.Doc>, Trouble>> {
  const joined = await room.joinOne();
  if (!joined.ok) return joined;
  const fresh = joined.value;
  try {
    const ready = await until(() => fresh.isUpToDate(), JOIN_LIMIT_MS);
    return ready ? ok(await documentsOf(fresh.log)) : err({ kind: 'too-slow' });
  } finally {
    await fresh.stop();
  }
}

/** The last words of the others may still be on their way to a tablet; what differs after that differs. */
export async function differingFrom(
  fresh: ReadonlyMap<DocumentId, Y.Doc>,
  tablets: readonly Tablet[],
): Promise<DocumentId[]> {
  let found: DocumentId[] = [];
  await until(async () => {
    found = (await differences(tablets, fresh)).map(({ doc }) => doc);
    return found.length === 0;
  }, SPREAD_LIMIT_MS);
  return [...new Set(found)];
}

async function countAtEnt(tablet: Tablet | undefined, works: readonly DocumentId[]): Promise<number> {
  let count = 0;
  await until(async () => {
    const levels = (await tablet?.log.levels(works)) ?? [];
    count = levels.filter((level) => level === 3).length;
    return count === works.length;
  }, ENT_LIMIT_MS);
  return count;
}
