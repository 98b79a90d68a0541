import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { type Held, HeldSchema } from '../protocol/messages.ts';
import type { QuarantineStore, Refused, ToldHeld } from '../sync/quarantine.ts';

/** Copies kept of one device's refused pushes, in bytes: four of the largest. The device itself keeps all of them. */
const MAX_COPIES_BYTES = 8 * 1024 * 1024;
/** The same, in number: a device gone mad must not fill the table with small ones. */
const MAX_COPIES = 1_000;

const ToldSchema = v.object({
  ...HeldSchema.entries,
  device: v.string(),
  number: v.number(),
  since: v.number(),
  classes: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
});

/** What was refused (S9), in the accounts' database: a device's number and classes lie beside it. */
export class SqliteQuarantineStore implements QuarantineStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #said: StatementSync;
  readonly #say: StatementSync;
  readonly #unsay: StatementSync;
  readonly #told: StatementSync;
  readonly #copies: StatementSync;
  readonly #copy: StatementSync;

  /** `now` is shown, never compared (S6). */
  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#said = database.prepare('SELECT doc, author, why, rows, bytes FROM held_below WHERE device = ?');
    this.#say = database.prepare(
      `INSERT INTO held_below (device, doc, author, why, rows, bytes, since) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET rows = excluded.rows, bytes = excluded.bytes`,
    );
    this.#unsay = database.prepare('DELETE FROM held_below WHERE device = ? AND doc = ? AND author = ? AND why = ?');
    this.#told = database.prepare(
      `SELECT held_below.*, coalesce(number, 0) AS number, coalesce(classes, '[]') AS classes
       FROM held_below LEFT JOIN devices ON devices.id = device ORDER BY number, device, since, doc, author, why`,
    );
    this.#copies = database.prepare(
      'SELECT count(*) AS count, coalesce(sum(length("update")), 0) AS bytes FROM refused WHERE device = ?',
    );
    this.#copy = database.prepare(
      `INSERT OR IGNORE INTO refused (device, sha256, doc, author, authors, why, at, "update") VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  async tell(device: string, held: readonly Held[]): Promise<boolean> {
    const before = new Map(
      this.#said.all(device).map((row) => [keyOf(row as unknown as Held), row as unknown as Held]),
    );
    const now = new Map(held.map((one) => [keyOf(one), one]));
    const gone = [...before].filter(([key]) => !now.has(key));
    const news = [...now].filter(([key, { rows, bytes }]) => {
      const known = before.get(key);
      return known?.rows !== rows || known.bytes !== bytes;
    });
    if (gone.length + news.length === 0) return false;
    this.#together(() => {
      for (const [, { doc, author, why }] of gone) this.#unsay.run(device, doc, author, why);
      for (const [, { doc, author, why, rows, bytes }] of news) {
        this.#say.run(device, doc, author, why, rows, bytes, this.#now());
      }
    });
    return true;
  }

  async told(): Promise<readonly ToldHeld[]> {
    return v.parse(v.array(ToldSchema), this.#told.all());
  }

  async keep(device: string, refused: readonly Refused[]): Promise<void> {
    const { count, bytes } = this.#copies.get(device) as { count: number; bytes: number };
    let [copies, kept] = [count, bytes];
    this.#together(() => {
      for (const { push, why } of refused) {
        copies += 1;
        kept += push.update.byteLength;
        if (copies > MAX_COPIES || kept > MAX_COPIES_BYTES) return;
        const { doc, author, authors = [], update } = push;
        const hash = createHash('sha256').update(update).digest();
        this.#copy.run(device, hash, doc, author, JSON.stringify(authors), why, this.#now(), update);
      }
    });
  }

  #together(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (cause) {
      this.#database.exec('ROLLBACK');
      throw cause;
    }
  }
}

const keyOf = ({ doc, author, why }: Held): string => JSON.stringify([doc, author, why]);
