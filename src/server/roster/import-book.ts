import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { ImportCounts } from '../../classroom/roster/choices.ts';
import { CountsSchema } from '../../protocol/office/roster.ts';

/** How long an import can be taken back, in milliseconds: 30 days. Who left with it is erased much later. */
export const UNDO_KEPT_MS = 30 * 24 * 60 * 60_000;

const LeaverSchema = v.object({ pupil: v.string(), class: v.string(), left_at: v.number(), import: v.string() });
type LeaverRow = v.InferOutput<typeof LeaverSchema>;
/** What an import wrote: places in class lists and hashes of what stood there before and after (null: nothing), no name. */
const EditsSchema = v.object({
  keys: v.array(
    v.object({
      class: v.string(),
      map: v.string(),
      key: v.string(),
      before: v.nullable(v.string()),
      after: v.nullable(v.string()),
    }),
  ),
  /** Who had left, and came back with it. */
  backs: v.array(LeaverSchema),
});
export type ImportEdits = v.InferOutput<typeof EditsSchema>;

const ImportSchema = v.object({
  id: v.string(),
  at: v.number(),
  account: v.string(),
  edits: v.pipe(v.string(), v.parseJson(), EditsSchema),
  counts: v.pipe(v.string(), v.parseJson(), CountsSchema),
  undone_at: v.nullable(v.number()),
});
export type KeptImport = v.InferOutput<typeof ImportSchema>;

export interface NewImport {
  readonly id: string;
  readonly account: string;
  readonly epoch: string;
  readonly keys: ImportEdits['keys'];
  readonly counts: ImportCounts;
  readonly leavers: readonly { readonly pupil: string; readonly classId: string }[];
  readonly backs: readonly string[];
}

/** Hashes what stood at a place, so that the book holds nobody's name; the import's id keeps two books from being compared. */
export const hashIn = (id: string, json: string | undefined): string | null =>
  json === undefined ? null : createHash('sha256').update(`${id}\n${json}`).digest('base64url');

/** The imports of a node, and who left the school with them. */
export class ImportBook {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Notes an import, and whom it makes leave or come back. Older ones cannot be taken back any more. */
  add({ id, account, epoch, keys, counts, leavers, backs }: NewImport): void {
    const now = this.#now();
    this.#together(() => {
      const returned = this.leavers().filter(({ pupil }) => backs.includes(pupil));
      this.#forget(backs);
      this.#database.exec(`UPDATE roster_imports SET edits = '{"keys":[],"backs":[]}'`);
      this.#database
        .prepare('INSERT INTO roster_imports (id, at, account, epoch, edits, counts) VALUES (?, ?, ?, ?, ?, ?)')
        .run(id, now, account, epoch, JSON.stringify({ keys, backs: returned }), JSON.stringify(counts));
      for (const { pupil, classId } of leavers) this.#leave({ pupil, class: classId, left_at: now, import: id });
    });
  }

  /** It was written: nothing. Its lists could not be. */
  drop(id: string): void {
    const kept = this.#find(id);
    this.#together(() => {
      this.#database.prepare('DELETE FROM leavers WHERE import = ?').run(id);
      for (const leaver of kept?.edits.backs ?? []) this.#leave(leaver);
      this.#database.prepare('DELETE FROM roster_imports WHERE id = ?').run(id);
    });
  }

  undone(id: string): void {
    const kept = this.#find(id);
    this.#together(() => {
      this.#database.prepare('DELETE FROM leavers WHERE import = ?').run(id);
      for (const leaver of kept?.edits.backs ?? []) this.#leave(leaver);
      this.#database
        .prepare(`UPDATE roster_imports SET undone_at = ?, edits = '{"keys":[],"backs":[]}' WHERE id = ?`)
        .run(this.#now(), id);
    });
  }

  last(): KeptImport | undefined {
    const row = this.#database.prepare('SELECT * FROM roster_imports ORDER BY at DESC, rowid DESC LIMIT 1').get();
    return row && v.parse(ImportSchema, row);
  }

  isTooOld({ at }: KeptImport): boolean {
    return this.#now() - at > UNDO_KEPT_MS;
  }

  leavers(): LeaverRow[] {
    return v.parse(v.array(LeaverSchema), this.#database.prepare('SELECT * FROM leavers').all());
  }

  /** Those of whom an import says that they left, and whom a list has: its writing was cut short, or somebody put them back. */
  forgetListed(listed: ReadonlySet<string>): void {
    this.#forget(
      this.leavers()
        .filter((one) => one.import !== '' && listed.has(one.pupil))
        .map(({ pupil }) => pupil),
    );
  }

  #find(id: string): KeptImport | undefined {
    const row = this.#database.prepare('SELECT * FROM roster_imports WHERE id = ?').get(id);
    return row && v.parse(ImportSchema, row);
  }

  #leave({ pupil, class: classId, left_at, import: id }: LeaverRow): void {
    this.#database
      .prepare('INSERT INTO leavers (pupil, class, left_at, import) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(pupil, classId, left_at, id);
  }

  #forget(pupils: readonly string[]): void {
    const forget = this.#database.prepare('DELETE FROM leavers WHERE pupil = ?');
    for (const pupil of pupils) forget.run(pupil);
  }

  #together(write: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.#database.exec('COMMIT');
    } catch (cause) {
      this.#database.exec('ROLLBACK');
      throw cause;
    }
  }
}
