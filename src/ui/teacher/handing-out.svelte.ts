import { newId, type RandomBytes, secureRandomBytes } from '../../base/ids.ts';
import { type Assignment, type Audience, setClosed, writeAssignment } from '../../classroom/assignment.ts';
import { assignmentDocument } from '../../classroom/document-id.ts';
import type { Cartable } from '../../sync/facade.ts';
import type { StorageFailureReason } from '../../sync/ports.ts';
import { troubleOf } from '../pupil/storage-trouble.ts';

/** What was just done, while it can be undone at a tap. */
export interface Done {
  readonly what: 'handed-out' | 'collected' | 'handing-out-undone' | 'collecting-undone';
  readonly assignment: Assignment;
}

/** How long « Annuler » stays, in milliseconds: a teacher looks up, sees the slip and reaches the screen. */
export const UNDO_MS = 12_000;

export interface HandingOutPorts {
  readonly cartable: Pick<Cartable, 'edit'>;
  readonly account: () => string;
  readonly now: () => number;
  /** Calls back after `ms`; returns the way to cancel. */
  readonly after: (ms: number, call: () => void) => () => void;
  readonly random?: RandomBytes;
}

/** Distribuer and Reprendre, and the few seconds in which each can be undone. */
export class HandingOut {
  readonly #ports: HandingOutPorts;
  #busy = $state(false);
  #trouble: StorageFailureReason | undefined = $state();
  #done: Done | undefined = $state.raw();
  #cancelTimer: (() => void) | undefined;

  constructor(ports: HandingOutPorts) {
    this.#ports = ports;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the disk refused the last try; nothing was changed then. */
  get trouble(): StorageFailureReason | undefined {
    return this.#trouble;
  }

  get done(): Done | undefined {
    return this.#done;
  }

  /** Whether it is on this disk; the sync does the rest. */
  async handOut(target: { class: string; lesson: string; audience: Audience }): Promise<boolean> {
    const { account, now, random = secureRandomBytes } = this.#ports;
    // A copy, since what a screen binds may be a proxy that a document cannot hold.
    const audience = { ...target.audience };
    const assignment: Assignment = {
      id: newId(random),
      class: target.class,
      lesson: target.lesson,
      audience,
      by: account(),
      handedOutAt: now(),
      closed: false,
    };
    const { id, ...fields } = assignment;
    return this.#keep({ what: 'handed-out', assignment }, () =>
      this.#ports.cartable.edit(assignmentDocument(id), account(), (doc) => writeAssignment(doc, fields)),
    );
  }

  /** Reprendre: pupils no longer find it in their satchel; every work stays. */
  async collect(assignment: Assignment): Promise<boolean> {
    return this.#keep({ what: 'collected', assignment }, () => this.#setClosed(assignment, true));
  }

  async undo(): Promise<void> {
    const done = this.#done;
    if (!done || this.#busy) return;
    if (done.what === 'handed-out') {
      await this.#keep({ ...done, what: 'handing-out-undone' }, () => this.#setClosed(done.assignment, true));
    } else if (done.what === 'collected') {
      await this.#keep({ ...done, what: 'collecting-undone' }, () => this.#setClosed(done.assignment, false));
    }
  }

  forget(): void {
    this.#cancelTimer?.();
    this.#done = undefined;
    this.#trouble = undefined;
  }

  #setClosed(assignment: Assignment, closed: boolean): Promise<void> {
    const { cartable, account } = this.#ports;
    return cartable.edit(assignmentDocument(assignment.id), account(), (doc) => setClosed(doc, closed));
  }

  async #keep(done: Done, write: () => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#trouble = undefined;
    try {
      await write();
    } catch (failure) {
      this.#trouble = troubleOf(failure);
      return false;
    } finally {
      this.#busy = false;
    }
    this.#cancelTimer?.();
    this.#done = done;
    this.#cancelTimer = this.#ports.after(UNDO_MS, () => (this.#done = undefined));
    return true;
  }
}
