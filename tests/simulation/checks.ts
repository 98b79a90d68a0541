import type { DocumentId } from '../../src/classroom/document-id.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import type { Edit } from './edits.ts';
import { classOf } from './school.ts';
import { Snapshot } from './snapshot.ts';
import type { Machine } from './tablet.ts';
import type { World } from './world.ts';

/**
 * Call right after a store was destroyed: edits that no store has any more are nobody's promise. `destroyed` is what it held: its
 * answers may still be on their way to tablets.
 */
export async function excuse(world: World, destroyed?: Snapshot): Promise<void> {
  const stores = [world.ent.disk, world.hub.disk];
  const snapshots = await Promise.all(stores.map((disk) => Snapshot.of(disk)));
  const kept = await Promise.all(world.tablets.map((tablet) => keptBy(world, tablet, destroyed)));
  for (const edit of world.edits)
    if (edit.saved && !snapshots.some((snapshot) => snapshot.has(edit)) && !kept.some((has) => has(edit)))
      edit.excused = true;
}

/** What a tablet has, but for what is leaving it at this very moment: a class was taken from it, and the hub had all of it (S12). */
async function keptBy(world: World, tablet: Machine, destroyed?: Snapshot): Promise<(edit: Edit) => boolean> {
  const here = await Snapshot.of(tablet.disk);
  const former = here.ids().filter((doc) => standing(world, tablet, doc) === 'former');
  const levels = await tablet.disk.log.levels(former);
  const leaving = new Set(former.filter((_, index) => levels[index]! >= 2));
  const isTaken = (edit: Edit): boolean => former.includes(edit.doc) && destroyed?.has(edit) === true;
  return (edit) => here.has(edit) && !leaving.has(edit.doc) && !isTaken(edit);
}

/** Edits that left a tablet though the ENT has not got them: a purge that came too early (S13). Call before and after it. */
export async function watchPurge(world: World, machine: Machine): Promise<() => Promise<number>> {
  const before = await Snapshot.of(machine.disk);
  const had = world.edits.filter((edit) => edit.saved && before.has(edit));
  // Who cannot know yet that a store above was restored lets go of what the hub still has for the ENT.
  if (!(await isHonoured(world, machine))) return async () => 0;
  return async () => {
    const [after, above] = await Promise.all([Snapshot.of(machine.disk), Snapshot.of(world.ent.disk)]);
    // What was taken from the machine meanwhile leaves it as soon as the hub has it (S12).
    const left = had.filter((edit) => !after.has(edit) && standing(world, machine, edit.doc) === 'reader');
    return left.filter((edit) => !above.has(edit)).length;
  };
}

/**
 * Ticks that lie: ✓✓ for what the hub, or ✓✓✓ for what the ENT, does not have. A device cannot know before its next contact that a
 * store above was restored, so only one whose cursor and receipt the stores above still honour is asked.
 */
export async function falseTicks(world: World): Promise<number> {
  const [hub, ent] = await Promise.all([Snapshot.of(world.hub.disk), Snapshot.of(world.ent.disk)]);
  // A gap that was taken in silence is a tick that was not true (S11).
  let lies = hub.gaps() + ent.gaps();
  const hubLog = world.hub.disk.log;
  const entHonoured = await cursorHonoured(hubLog, world.ent.disk.log);
  const receipted = ((await hubLog.firstUnsettled()) ?? (await hubLog.head()).seq + 1) - 1;
  for (const { disk } of world.tablets) {
    if (!(await cursorHonoured(disk.log, hubLog))) continue;
    const here = await Snapshot.of(disk);
    const told = (await disk.log.receipt())?.seq ?? 0;
    const shown = world.edits.filter((edit) => edit.saved && !edit.excused && here.has(edit));
    const levels = await disk.log.levels(shown.map(({ doc }) => doc));
    shown.forEach((edit, index) => {
      if (levels[index]! >= 2 && !hub.has(edit)) lies += 1;
      if (levels[index]! >= 3 && entHonoured && told <= receipted && !ent.has(edit)) lies += 1;
    });
  }
  return lies;
}

async function isHonoured({ hub, ent }: World, { disk }: Machine): Promise<boolean> {
  return (await cursorHonoured(disk.log, hub.disk.log)) && (await cursorHonoured(hub.disk.log, ent.disk.log));
}

async function cursorHonoured(below: LogStore, above: LogStore): Promise<boolean> {
  const cursor = await below.cursor();
  return cursor !== null && cursor.epoch === (await above.head()).epoch && (await above.bears(cursor));
}

/** Saved, not excused, and yet not with the ENT once all is healed. */
export async function lostEdits(world: World): Promise<Edit[]> {
  const ent = await Snapshot.of(world.ent.disk);
  const missing = world.edits.filter((edit) => edit.saved && !edit.excused && !ent.has(edit));
  if (missing.length === 0) return [];
  const kept = await Promise.all(
    world.tablets.map(async (tablet) => ({
      docs: await keptApart(world, tablet),
      here: await Snapshot.of(tablet.disk),
    })),
  );
  return missing.filter((edit) => !kept.some(({ docs, here }) => docs.has(edit.doc) && here.has(edit)));
}

/**
 * Documents that a device keeps, says so, and cannot bring up itself (S9): a laptop may be the last to have an edit of a pupil and
 * may not write in the pupil's name (S8); a hub that was restored may have forgotten that a tablet was ever given a class.
 */
async function keptApart(world: World, machine: Machine): Promise<Set<DocumentId>> {
  const { log } = machine.disk;
  const unproven = await log.unproven();
  if (machine === world.laptop) return new Set(unproven);
  const held = (await log.held()).map(({ row }) => row.doc);
  return new Set([...unproven, ...held].filter((doc) => standing(world, machine, doc) === 'stranger'));
}

/** What a machine is to a document: a reader, one that was a reader, or neither. */
function standing(world: World, machine: Machine, doc: DocumentId): 'reader' | 'former' | 'stranger' {
  const { classes, revoked } = world.principalOf(machine);
  const schoolClass = classOf(doc);
  if (schoolClass === undefined || classes.includes(schoolClass)) return 'reader';
  return revoked?.has(schoolClass) ? 'former' : 'stranger';
}

/** Documents whose content differs between the ENT and a store that may read them, or that such a store has not got (S12). */
export async function diverged(world: World): Promise<string[]> {
  const ent = await Snapshot.of(world.ent.disk);
  const hub = await Snapshot.of(world.hub.disk);
  const found = differing(hub, ent, 'hub', ent.ids());
  for (const machine of world.machines) {
    const here = await Snapshot.of(machine.disk);
    const apart = await keptApart(world, machine);
    const ids = [...new Set([...here.ids(), ...ent.ids()])].filter((doc) => !apart.has(doc));
    const has = new Set(here.ids());
    const told = ids.filter((doc) => {
      const is = standing(world, machine, doc);
      // A tablet may have let go of what was closed; and it is not told of an activity of another class.
      if (!has.has(doc) && (machine.tidied || classOf(doc) === undefined)) return false;
      return is === 'reader' || (is === 'former' && has.has(doc));
    });
    const former = told.filter((doc) => standing(world, machine, doc) === 'former');
    found.push(...former.map((doc) => `${machine.device} still has ${doc}`));
    const read = told.filter((doc) => standing(world, machine, doc) === 'reader');
    found.push(...differing(here, ent, machine.device, read));
  }
  return found;
}

function differing(here: Snapshot, ent: Snapshot, name: string, ids: readonly DocumentId[]): string[] {
  return ids.filter((doc) => here.content(doc) !== ent.content(doc)).map((doc) => `${name} ${doc}`);
}
