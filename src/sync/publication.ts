import type { Log } from '../base/log.ts';
import { Signal } from '../base/observable.ts';
import { type DocumentId, parseDocumentId } from '../classroom/document-id.ts';
import type { Access } from './access.ts';
import type { Clock } from './ports.ts';
import type { Projector } from './projector.ts';
import { Retrying } from './retrying.ts';

/** Kinds on which the rights to other documents rest. */
export function bearsRights(doc: DocumentId): boolean {
  const ref = parseDocumentId(doc);
  return ref.ok && (ref.value.kind === 'class' || ref.value.kind === 'assignment');
}

interface PublicationParts {
  readonly projector: Projector;
  readonly access: Access;
  readonly knownUpTo: number;
  readonly clock: Clock | undefined;
  readonly journal: Log;
}

/**
 * Tells readers that the log grew. A row is stored first, then they hear of it, then its projection is made. Only a row that
 * bears rights waits for its projection: `knownUpTo` says how far rights have read the log.
 */
export class Publication {
  readonly #projecting: Retrying;
  #knownUpTo: number;
  /** There is more to read, or the receipts from above went on. */
  readonly changed = new Signal();

  /** `knownUpTo`: the position of the projections that `access` has loaded. */
  constructor(parts: PublicationParts) {
    this.#knownUpTo = parts.knownUpTo;
    this.#projecting = new Retrying({ ...parts, task: () => parts.projector.catchUp() });
    // A grant counts from the position at which rights learn of it: no reader's cursor is past it yet.
    parts.projector.projected.subscribe(({ made, position }) => {
      parts.access.learn(made, position);
      this.#knownUpTo = position;
      if (made.some(({ kind }) => kind === 'class' || kind === 'assignment')) this.changed.emit();
    });
  }

  /** All rows that bear rights up to this log position are known. */
  get knownUpTo(): number {
    return this.#knownUpTo;
  }

  /** Call after rows were stored; resolves when they are projected. Never rejects: what could not be done is tried again. */
  async grown(): Promise<void> {
    this.changed.emit();
    await this.#projecting.run();
  }

  /** Tries nothing again any more. */
  stop(): void {
    this.#projecting.stop();
  }

  /** Call when only the receipts from above changed. */
  receiptChanged(): void {
    this.changed.emit();
  }
}
