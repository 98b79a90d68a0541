import { classDocument } from '../../classroom/document-id.ts';
import { SCHOOL_ACCOUNT } from '../../sync/access.ts';
import { type DraftRow, EMPTY_UPDATE, type LogStore, StorageFailure } from '../../sync/ports.ts';
import type { Publication } from '../../sync/publication.ts';
import type { DeviceRegister } from './device-register.ts';

/** Tries to find the log at rest; a trolley writes a few rows a second, and each try takes about a millisecond. */
const MAX_TRIES = 100;

interface GivingParts {
  readonly register: Pick<DeviceRegister, 'give'>;
  readonly log: LogStore;
  readonly publication: Publication;
  /** This node's own name, under which it writes. */
  readonly node: string;
}

/** A row that says nothing: readers of the class reach its position. */
export const nothingFor = (classId: string, node: string): DraftRow => ({
  doc: classDocument(classId),
  update: EMPTY_UPDATE,
  author: SCHOOL_ACCOUNT,
  device: node,
  authors: [],
});

/** Call once at the start, for the grants whose position the log has not reached: their node ended before their row was written. */
export async function reachGrants(
  { log, publication, node }: Omit<GivingParts, 'register'>,
  classIds: readonly string[],
): Promise<void> {
  if (classIds.length === 0) return;
  try {
    await log.append(classIds.map((classId) => nothingFor(classId, node)));
    await publication.grown();
  } catch (cause) {
    if (!(cause instanceof StorageFailure)) throw cause; // a full disk: the class's next row does as well, or the next start
  }
}

/**
 * Gives a device a class, now. A grant counts from a log position (S12) that none of its readers may have passed and all will reach: that of a
 * row which says nothing, written for it into the class's document. Where others wrote in between, a reader may have
 * passed the place, so another is taken; at worst something is sent twice.
 */
export async function giveClass(parts: GivingParts, device: string, classId: string): Promise<void> {
  const { register, log, publication, node } = parts;
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const { epoch, seq } = await log.head();
    register.give(device, classId, { epoch, seq: seq + 1 });
    const after = await log.append([nothingFor(classId, node)]);
    if (after.seq === seq + 1) break;
  }
  await publication.grown();
}
