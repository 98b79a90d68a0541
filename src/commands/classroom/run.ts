import { err, ok, type Result } from '../../base/result.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { assess } from './assess.ts';
import { Child } from './child.ts';
import type { Codes } from './codes.ts';
import { handOut } from './hand-out.ts';
import { ping } from './hub.ts';
import type { Report } from './report.ts';
import { JOIN_LIMIT_MS, Room, type Watched } from './room.ts';
import type { Settings } from './settings.ts';
import { type Seat, signIn } from './sign-in.ts';
import { openAssignments } from './tasks.ts';
import { planTrips, travel } from './trips.ts';
import type { Trouble } from './trouble.ts';

/** Longest wait until all is ✓✓ once the children have stopped, in milliseconds: well past a lonely tablet's longest pause. */
const QUIET_LIMIT_MS = 60_000;

/** What a person sees while it runs. */
export interface Progress {
  readonly phase: 'joining' | 'working' | 'settling' | 'comparing';
  readonly edits: number;
  readonly acknowledged: number;
  /** Tablets that are with the hub now. */
  readonly live: number;
}

export type Tell = (progress: Progress) => void;

/** Plays a classroom at a running hub and says how it went, or why it could not be played. */
export async function playClassroom(settings: Settings, codes: Codes, tell: Tell): Promise<Result<Report, Trouble>> {
  const { hub, pictures } = settings;
  if (!(await ping(hub.origin))) return err({ kind: 'no-hub', hub: hub.origin });
  const room = new Room(settings, codes);
  const say = (phase: Progress['phase']): void => tell({ phase, ...countsOf(room) });
  try {
    say('joining');
    const filled = await room.fill();
    if (!filled.ok) return filled;
    const handedOut = await findOrHandOut(room);
    if (!handedOut.ok) return handedOut;
    const seats = await signIn(room.tablets, pictures, room.chance());
    if (!seats.ok) return seats;
    room.ledger.made.subscribe(() => say('working'));
    const edits = await work(room, seats.value);
    say('settling');
    await settle(room);
    say('comparing');
    return await assess(room, { seats: seats.value, edits, handedOut: handedOut.value });
  } finally {
    await room.close();
  }
}

function countsOf({ ledger, tablets }: Room): Omit<Progress, 'phase'> {
  const live = tablets.filter(({ isLive }) => isLive).length;
  return { edits: ledger.edits.length, acknowledged: ledger.acknowledged.size, live };
}

/** Whether a teacher had to hand the lesson out first. */
async function findOrHandOut(room: Room): Promise<Result<boolean, Trouble>> {
  const { settings, codes, tablets } = room;
  const [first] = tablets;
  if (first && (await openAssignments(first.projections)).length > 0) return ok(false);
  if (codes.teacher === undefined) return err({ kind: 'nothing-open' });
  const made = await handOut(settings.hub, codes.teacher, room.chance().next);
  if (!made.ok) return made;
  if (made.value.length === 0) return err({ kind: 'nothing-open' });
  const arrived = await room.allAre((watched) => hasAll(watched, made.value), JOIN_LIMIT_MS);
  return arrived ? ok(true) : err({ kind: 'too-slow' });
}

async function hasAll({ tablet }: Watched, documents: readonly DocumentId[]): Promise<boolean> {
  const there = await tablet.log.documentIds();
  const lessons = await tablet.projections.all('lesson');
  return documents.every((id) => there.includes(id)) && lessons.length > 0 && tablet.isUpToDate();
}

/** Lets the children work, and the tablets come and go, until the time is over; gives how much each did. */
async function work(room: Room, seats: readonly Seat[]): Promise<number[]> {
  const children = seats.map((seat) => new Child(seat, room.chance(), room.ledger));
  const start = performance.now();
  const end = start + room.settings.minutes * 60_000;
  const trips = seats.map(({ tablet }) => travel(tablet, planTrips(room.chance()), { start, end }));
  await Promise.all([...children.map((child) => child.work(end)), ...trips]);
  await Promise.all(children.map((child) => child.handInAll()));
  return children.map((child) => child.edits);
}

/** Waits until all tablets are with the hub, with all that was written ✓✓ or refused and every file here. */
async function settle(room: Room): Promise<void> {
  for (const tablet of room.tablets) tablet.comeBack();
  // What does not come to rest in this time, the comparison finds.
  await room.allAre(isQuiet, QUIET_LIMIT_MS);
}

async function isQuiet({ tablet, watch }: Watched): Promise<boolean> {
  const [{ rows }, held] = await Promise.all([tablet.log.pendingCount(), tablet.log.held()]);
  const isProven = rows === 0 && (watch.unacknowledged === 0 || held.length > 0);
  return tablet.isLive && isProven && tablet.fileStates.every(({ complete }) => complete);
}
