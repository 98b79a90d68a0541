import * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import { hasGap, ydocOf } from '../../src/sync/ydoc.ts';
import type { Disk } from './disk.ts';
import { type Edit, pageIn, type World } from './world.ts';

/** All documents of a disk, read once. */
export class Snapshot {
  readonly #docs = new Map<DocumentId, Y.Doc>();

  static async of(disk: Disk): Promise<Snapshot> {
    const snapshot = new Snapshot();
    for (const id of await disk.log.documentIds()) snapshot.#docs.set(id, ydocOf(await disk.log.rowsOf(id)));
    return snapshot;
  }

  /** Documents that wait for something that this store never got. */
  gaps(): number {
    return [...this.#docs.values()].filter(hasGap).length;
  }

  ids(): DocumentId[] {
    return [...this.#docs.keys()];
  }

  /** Whether the edit's own structs are in, wherever its text is by now. */
  has(edit: Edit): boolean {
    const doc = this.#docs.get(edit.doc);
    return (
      doc !== undefined &&
      Y.getState(doc.store, edit.client) > 0 &&
      (edit.erases === undefined || !this.text(edit.doc).includes(edit.erases))
    );
  }

  text(id: DocumentId): string {
    const doc = this.#docs.get(id);
    return doc ? pageIn(doc).toString() : '';
  }

  /** Content, not state vectors: those ignore deletions (S5). */
  content(id: DocumentId): string {
    const doc = this.#docs.get(id);
    if (!doc) return '';
    const maps = ['class', 'pupils', 'groups', 'teachers', 'lesson', 'assignment'].map((name) =>
      doc.getMap(name).toJSON(),
    );
    return JSON.stringify([this.text(id), maps]);
  }
}

/** Call right after a store was destroyed: edits that no store has any more are nobody's promise. */
export async function excuse(world: World): Promise<void> {
  const disks = [world.ent.disk, world.hub.disk, ...world.tablets.map(({ disk }) => disk)];
  const snapshots = await Promise.all(disks.map((disk) => Snapshot.of(disk)));
  for (const edit of world.edits)
    if (edit.saved && !snapshots.some((snapshot) => snapshot.has(edit))) edit.excused = true;
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

async function cursorHonoured(below: LogStore, above: LogStore): Promise<boolean> {
  const cursor = await below.cursor();
  return cursor !== null && cursor.epoch === (await above.head()).epoch && (await above.bears(cursor));
}

/** Saved, not excused, and yet not with the ENT once all is healed. */
export async function lostEdits(world: World): Promise<Edit[]> {
  const ent = await Snapshot.of(world.ent.disk);
  return world.edits.filter((edit) => edit.saved && !edit.excused && !ent.has(edit));
}

/** Documents whose content differs between the ENT and a store that may read them. */
export async function diverged(world: World): Promise<string[]> {
  const ent = await Snapshot.of(world.ent.disk);
  const found: string[] = [];
  const stores = [
    { name: 'hub', disk: world.hub.disk, tablet: undefined },
    ...world.machines.map((machine) => ({ name: machine.principal.device, disk: machine.disk, tablet: machine })),
  ];
  for (const { name, disk, tablet } of stores) {
    const here = await Snapshot.of(disk);
    // A laptop may be the last to have an edit of a pupil: it may not write it in the pupil's name (S8), keeps it and says so.
    const keptAlone = new Set(tablet === world.laptop ? await disk.log.unproven() : []);
    const told = here.ids().filter((id) => !keptAlone.has(id));
    for (const id of told) if (here.content(id) !== ent.content(id)) found.push(`${name} ${id}`);
  }
  return found;
}
