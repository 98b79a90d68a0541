import type { Log } from '../base/log.ts';
import { MAX_HELD_BELOW } from '../protocol/limits.ts';
import type { Held, HeldBelow, Push, PushResult, SyncRequest } from '../protocol/messages.ts';
import type { Access, Principal } from './access.ts';
import { letGoOfBackAgain } from './back-again.ts';
import { heldSummary } from './held.ts';
import type { LogStore } from './ports.ts';
import type { Publication } from './publication.ts';

/** What a device below says it keeps. */
export interface ToldHeld extends HeldBelow {
  /** Ids of the classes that the device serves. */
  readonly classes: readonly string[];
}

/** A push that this node refused for good. */
export interface Refused {
  readonly push: Push;
  readonly why: string;
}

/** Where a node remembers what was refused (S9). Promises resolve when it is on disk. */
export interface QuarantineStore {
  /** Puts what this device says in the place of what it said before; resolves to whether that is anything new. */
  tell(device: string, held: readonly Held[]): Promise<boolean>;
  told(): Promise<readonly ToldHeld[]>;
  /** Keeps copies, each once and only so many of one device: the device that sent them is the one that must not lose them. */
  keep(device: string, refused: readonly Refused[]): Promise<void>;
}

interface QuarantineParts {
  readonly store: QuarantineStore;
  readonly log: LogStore;
  readonly access: Access;
  readonly publication: Publication;
  readonly journal: Log;
}

/**
 * Makes refusals seen (S9). What is refused stays on the device that sent it; the device tells so, this node remembers it, keeps
 * a copy of its own, and tells the teachers of the class. None of that may hold up an exchange: what fails here is only told.
 */
export class Quarantine {
  readonly #parts: QuarantineParts;

  constructor(parts: QuarantineParts) {
    this.#parts = parts;
  }

  /** Notes what a request tells, what its answer refuses, and what it brought back. Never rejects. */
  async note(
    { device, role }: Principal,
    { pushes, held }: SyncRequest,
    results: readonly PushResult[],
  ): Promise<void> {
    const { store, log, publication, journal } = this.#parts;
    const refused = pushes.flatMap((push, index): Refused[] => {
      const result = results[index];
      return result && 'why' in result ? [{ push, why: result.why }] : [];
    });
    try {
      if (pushes.length > refused.length) await letGoOfBackAgain(log, await log.held());
      if (role === 'node') return;
      if (refused.length > 0) await store.keep(device, refused);
      if (held && (await store.tell(device, held))) publication.receiptChanged();
    } catch (cause) {
      journal.error('a refusal could not be noted', { device, cause: String(cause) });
    }
  }

  /** What this reader is to hear of; nothing but to a teacher's device. */
  async heardBy(principal: Principal): Promise<{ heldBelow?: HeldBelow[] }> {
    if (principal.role !== 'teacher') return {};
    const { store, log, access } = this.#parts;
    const own = heldSummary(await log.held()).map((held) => ({ ...held, device: '', number: 0, classes: [] }));
    const heard = [...(await store.told()), ...own].filter(
      ({ device, doc, classes }) => device !== principal.device && access.hearsOf(principal, doc, classes),
    );
    return { heldBelow: heard.slice(0, MAX_HELD_BELOW).map(({ classes: _, ...held }) => held) };
  }
}
