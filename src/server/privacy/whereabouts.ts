import type { ErasureTold } from '../../protocol/messages.ts';
import type { DeviceRecord, DeviceRegister } from '../devices/device-register.ts';
import type { ErasureBook, KeptErasure } from './erasure-book.ts';

/** A device that held what was erased. */
export interface Whereabouts {
  readonly device: string;
  readonly name: string;
  /** Of a hub: the device below it, '' for the hub itself. */
  readonly below: string;
  /** `done` at `at`; `awaited` until its next contact; `lost` where it was shut out and never comes. */
  readonly state: 'done' | 'awaited' | 'lost';
  readonly at: number;
}

/** Where an erasure has come to: each device of its classes that joined before it, and what the hubs tell of theirs. */
export function whereaboutsOf(erasure: KeptErasure, book: ErasureBook, register: DeviceRegister): Whereabouts[] {
  const told = book.reached(erasure.id);
  const holders = register.list().filter((record) => heldIt(record, erasure, register));
  const own = holders.map((record): Whereabouts => {
    const word = told.find(({ device, below, at }) => device === record.id && below === '' && at > 0);
    return { device: record.id, below: '', name: nameOf(record), ...stateOf(record, word?.at) };
  });
  const names = new Map(register.list().map((record) => [record.id, nameOf(record)]));
  const below = told
    .filter((one) => one.below !== '')
    .map(({ device, below, name, at }): Whereabouts => {
      const through = names.get(device) ?? device;
      return { device, below, name: `${through} › ${name}`, state: at > 0 ? 'done' : 'awaited', at };
    });
  return [...own, ...below];
}

/** What this node tells upward of its own devices. */
export function toldUpward(erasure: KeptErasure, book: ErasureBook, register: DeviceRegister): ErasureTold[] {
  return whereaboutsOf(erasure, book, register).map(({ device, below, name, state }) => ({
    erasure: erasure.id,
    device: below || device,
    name: name.slice(0, 64),
    done: state === 'done',
  }));
}

/** Rights that were taken leave the data behind until the device comes back: it counts by what it was enrolled for too. */
function heldIt(record: DeviceRecord, { classes, at }: KeptErasure, register: DeviceRegister): boolean {
  const had = [...record.classes, ...register.rightsOf(record.id).classes];
  return record.created_at <= at && classes.some((one) => had.includes(one));
}

function stateOf(record: DeviceRecord, doneAt: number | undefined): Pick<Whereabouts, 'state' | 'at'> {
  if (doneAt !== undefined) return { state: 'done', at: doneAt };
  if (record.state === 'erased') return { state: 'done', at: 0 };
  return { state: record.state === 'revoked' ? 'lost' : 'awaited', at: 0 };
}

export const nameOf = ({ number, name, account, role }: DeviceRecord): string =>
  [role === 'tablet' ? `n° ${number}` : account, name].filter((part) => part !== '').join(' · ') || role;
