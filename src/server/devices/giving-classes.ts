import { classDocument } from '../../classroom/document-id.ts';
import { SCHOOL_ACCOUNT } from '../../sync/access.ts';
import { EMPTY_UPDATE, type LogStore } from '../../sync/ports.ts';
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

/**
 * Gives a device a class, now. A grant counts from a log position (S12) that none of its readers may have passed and all will reach: that of a
 * row which says nothing, written for it into the class's document. Where others wrote in between, a reader may have
 * passed the place, so another is taken; at worst something is sent twice.
 */
export async function giveClass(parts: GivingParts, device: string, classId: string): Promise<void> {
  const { register, log, publication, node } = parts;
  const nothing = { doc: classDocument(classId), update: EMPTY_UPDATE, author: SCHOOL_ACCOUNT, authors: [] };
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const { epoch, seq } = await log.head();
    register.give(device, classId, { epoch, seq: seq + 1 });
    const after = await log.append([{ ...nothing, device: node }]);
    if (after.seq === seq + 1) break;
  }
  await publication.grown();
}
