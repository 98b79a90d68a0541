import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { Log } from '../../base/log.ts';
import { Signal } from '../../base/observable.ts';
import { DEVICE_ROLES } from '../../protocol/messages.ts';
import { DEVICE_STATES } from '../../protocol/office/devices.ts';
import type { Principal } from '../../sync/access.ts';
import type { Head } from '../../sync/ports.ts';
import { type Device, LIVING_STATES } from '../accounts.ts';
import { Contacts } from './contacts.ts';

const DeviceRecordSchema = v.object({
  id: v.string(),
  role: v.picklist(DEVICE_ROLES),
  number: v.number(),
  /** As its enrolment said. */
  classes: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
  account: v.string(),
  /** What people call it beside its number; '' for nothing. */
  name: v.string(),
  state: v.picklist(DEVICE_STATES),
  created_at: v.number(),
  cloned_at: v.nullable(v.number()),
});
export type DeviceRecord = v.InferOutput<typeof DeviceRecordSchema>;

const COLUMNS = 'id, role, number, classes, account, name, state, created_at, cloned_at';

/** Stands among the classes of a device for all of them: from that position on it reads as somebody else. No class is called so. */
const ALL_ANEW = '';

const ClassChangeSchema = v.object({ class: v.string(), taken: v.number(), since: v.number() });

/** What a device may reach at this moment (S12). */
export type Rights = Required<Pick<Principal, 'classes' | 'granted' | 'revoked' | 'dismissed' | 'anew'>>;

const NO_RIGHTS: Rights = { classes: [], granted: new Map(), revoked: new Set(), dismissed: false, anew: 0 };

/** What happened to a device. `less`: it must be told at its next request, so its stream ends. */
export interface RightsChange {
  readonly device: string;
  readonly kind: 'more' | 'less' | 'out';
}

/**
 * What this node knows of its devices beyond their secrets: name, state, contacts, and the classes given and taken since they
 * enrolled. Rights are read here at every use and never copied, so that a change counts from that moment on, also on open streams.
 */
export class DeviceRegister {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #rights = new Map<string, Rights>();
  readonly contacts: Contacts;
  readonly changed = new Signal<RightsChange>();

  constructor(database: DatabaseSync, now: () => number, log: Log) {
    this.#database = database;
    this.#now = now;
    this.contacts = new Contacts(database, now, log);
  }

  /**
   * Call once at the start. After a restore a grant may lie beyond the log's end, or in a log that is no more: the first counts from the
   * next row on; no reader of the second has a cursor here, so all is sent anyway. Returns the classes whose grants wait for a row.
   */
  settle({ epoch, seq }: Head): string[] {
    this.#database.prepare('UPDATE device_classes SET since = 0, epoch = ? WHERE epoch <> ?').run(epoch, epoch);
    this.#database.prepare('UPDATE device_classes SET since = ? WHERE since > ?').run(seq + 1, seq + 1);
    this.#rights.clear();
    const waiting = this.#database
      .prepare('SELECT DISTINCT class FROM device_classes WHERE taken = 0 AND since > ? AND class <> ?')
      .all(seq, ALL_ANEW);
    return waiting.map((row) => v.parse(v.object({ class: v.string() }), row).class);
  }

  list(): DeviceRecord[] {
    const rows = this.#database.prepare(`SELECT ${COLUMNS} FROM devices ORDER BY number, created_at`).all();
    return rows.map((row) => v.parse(DeviceRecordSchema, row));
  }

  find(id: string): DeviceRecord | undefined {
    const row = this.#database.prepare(`SELECT ${COLUMNS} FROM devices WHERE id = ?`).get(id);
    return row && v.parse(DeviceRecordSchema, row);
  }

  /** The device as sync sees it; each look at it is a look at its rights of that moment. */
  principalOf({ id, role, account }: Device): Principal {
    const rights = (): Rights => this.rightsOf(id);
    return {
      device: id,
      role,
      account,
      get classes() {
        return rights().classes;
      },
      get granted() {
        return rights().granted;
      },
      get revoked() {
        return rights().revoked;
      },
      get dismissed() {
        return rights().dismissed;
      },
      get anew() {
        return rights().anew;
      },
    };
  }

  rightsOf(id: string): Rights {
    const rights = this.#rights.get(id) ?? this.#readRights(id);
    this.#rights.set(id, rights);
    return rights;
  }

  rename(id: string, name: string): void {
    this.#database.prepare('UPDATE devices SET name = ? WHERE id = ?').run(name, id);
  }

  /** Its secret opens nothing any more; what it has not sent stays on it. */
  revoke(id: string): void {
    this.#become(id, 'revoked', 'out');
  }

  /** It is to send what it holds, then to erase itself (`DELETE /api/enrol` says that it has). */
  dismiss(id: string): void {
    this.#become(id, 'leaving', 'less');
  }

  /** It says that it holds nothing any more. */
  erased(id: string): void {
    this.#become(id, 'erased', 'out');
  }

  /** Gives a class as from a log position that no reader has reached yet (giving-classes.ts). */
  give(id: string, classId: string, { epoch, seq }: Pick<Head, 'epoch' | 'seq'>): void {
    this.#changeClass(id, classId, { taken: 0, since: seq, epoch });
    this.changed.emit({ device: id, kind: 'more' });
  }

  /** Takes a class: it reads nothing more of it, and what it still has of its works is taken until it is drained. */
  take(id: string, classId: string): void {
    this.#changeClass(id, classId, { taken: 1, since: 0, epoch: '' });
    this.changed.emit({ device: id, kind: 'less' });
  }

  /** The adult whose own these devices are has another role: whatever they had read before this position they compare anew. */
  readAnew(account: string, { epoch, seq }: Pick<Head, 'epoch' | 'seq'>): void {
    for (const { id } of this.list().filter((device) => device.account === account)) {
      this.#changeClass(id, ALL_ANEW, { taken: 0, since: seq, epoch });
      this.changed.emit({ device: id, kind: 'less' });
    }
  }

  /** The account of the adult whose own these devices are was closed: they are nobody's until it is opened again. */
  shutOut(account: string): void {
    for (const { id } of this.list().filter((device) => device.account === account))
      this.changed.emit({ device: id, kind: 'out' });
  }

  /** Two devices were seen at once with the secret of this one. */
  cloned(id: string): void {
    this.#database.prepare('UPDATE devices SET cloned_at = ? WHERE id = ?').run(this.#now(), id);
  }

  #become(id: string, state: DeviceRecord['state'], kind: RightsChange['kind']): void {
    this.#database.prepare('UPDATE devices SET state = ? WHERE id = ?').run(state, id);
    this.#rights.delete(id);
    this.changed.emit({ device: id, kind });
  }

  #changeClass(id: string, classId: string, change: { taken: 0 | 1; since: number; epoch: string }): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO device_classes (device, class, taken, since, epoch) VALUES (?, ?, ?, ?, ?)')
      .run(id, classId, change.taken, change.since, change.epoch);
    this.#rights.delete(id);
  }

  #readRights(id: string): Rights {
    const record = this.find(id);
    if (!record || !LIVING_STATES.includes(record.state)) return NO_RIGHTS;
    const rows = this.#database.prepare('SELECT class, taken, since FROM device_classes WHERE device = ?').all(id);
    const parsed = rows.map((row) => v.parse(ClassChangeSchema, row));
    const changes = parsed.filter((change) => change.class !== ALL_ANEW);
    const given = changes.filter((change) => !change.taken);
    const taken = new Set(changes.filter((change) => change.taken).map((change) => change.class));
    const classes = new Set([...record.classes, ...given.map((change) => change.class)]);
    return {
      classes: [...classes].filter((one) => !taken.has(one)),
      granted: new Map(given.map((change) => [change.class, change.since])),
      revoked: taken,
      dismissed: record.state === 'leaving',
      anew: parsed.find((change) => change.class === ALL_ANEW)?.since ?? 0,
    };
  }
}
