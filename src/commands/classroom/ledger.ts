import { Signal } from '../../base/observable.ts';
import type { Edit } from './edit.ts';

/** Milliseconds, one per measurement, in the order in which they came. */
export type Times = number[];

/** Everything that the children did, what became of it, and how long it took. */
export class Ledger {
  readonly edits: Edit[] = [];
  /** Those that the writer's tablet showed as ✓✓. */
  readonly acknowledged = new Set<Edit>();
  readonly made = new Signal<Edit>();
  /** From an edit to each other tablet's store, where both stayed with the hub all the while. */
  readonly editToOther: Times = [];
  /** From an edit to its ✓✓, where the tablet stayed with the hub all the while. */
  readonly editToAck: Times = [];
  /** From the hub's first answer to the ✓✓ of an edit that was made, or caught, away from it. */
  readonly returnToAck: Times = [];

  add(edit: Edit): void {
    this.edits.push(edit);
    this.made.emit(edit);
  }

  acknowledge(edit: Edit, at: number): void {
    this.acknowledged.add(edit);
    if (wasThroughout(edit)) this.editToAck.push(at - edit.at);
    else this.returnToAck.push(at - Math.max(edit.at, edit.writer.backAt));
  }

  arrived(edit: Edit, at: number): void {
    if (wasThroughout(edit)) this.editToOther.push(at - edit.at);
  }
}

/** Whether the writer has been with the hub from the edit until now. */
const wasThroughout = ({ stay, writer }: Edit): boolean => stay !== undefined && stay === writer.stay;
