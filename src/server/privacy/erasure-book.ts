import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { Signal } from '../../base/observable.ts';
import { parseDocumentId } from '../../classroom/document-id.ts';
import { MAX_ERASED } from '../../protocol/limits.ts';
import type { ErasureTold } from '../../protocol/messages.ts';
import type { Taken } from '../../sync/erasing.ts';
import type { ErasureLedger } from '../../sync/responder.ts';

/** Why somebody was erased: a person asked for it, they left the school long enough ago, or another node ordered it. */
export const ERASURE_REASONS = ['asked', 'left', 'elsewhere'] as const;

const ErasureSchema = v.object({
  id: v.string(),
  /** The pupil's id. */
  owner: v.string(),
  classes: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
  why: v.picklist(ERASURE_REASONS),
  account: v.string(),
  at: v.number(),
  documents: v.number(),
  rows: v.number(),
  files: v.number(),
});
/** One erasure as this node knows it, with what it took out of this node. `at` is this node's clock (S6: shown). */
export type KeptErasure = v.InferOutput<typeof ErasureSchema>;

const ReachedSchema = v.object({ device: v.string(), below: v.string(), name: v.string(), at: v.number() });
/** What a device told: itself, or one below it (`below`). `at` is 0 where that one is still awaited. */
export type Reached = v.InferOutput<typeof ReachedSchema>;

const LeaverSchema = v.object({ pupil: v.string(), class: v.string(), left_at: v.number() });
/** A pupil whom a class list does not have any more. */
export type Leaver = v.InferOutput<typeof LeaverSchema>;

/** The erasures of a node: ids and counts alone, no name. */
export class ErasureBook implements ErasureLedger {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #insert: StatementSync;
  readonly #add: StatementSync;
  readonly #tell: StatementSync;
  readonly #told: StatementSync;
  /** Something was ordered, taken out or told. */
  readonly changed = new Signal();

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#insert = database.prepare(
      `INSERT INTO erasures (id, owner, classes, why, account, at, epoch, seq, documents, files)
       VALUES (?, ?, ?, ?, ?, ?, '', 0, 0, 0) ON CONFLICT DO NOTHING`,
    );
    this.#add = database.prepare('UPDATE erasures SET documents = documents + ?, rows = rows + ? WHERE id = ?');
    this.#tell = database.prepare(
      `INSERT INTO erasure_reached (erasure, device, below, name, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET name = excluded.name, at = excluded.at WHERE erasure_reached.at = 0`,
    );
    this.#told = database.prepare('SELECT device, below, name, at FROM erasure_reached WHERE erasure = ?');
  }

  order(erasure: Pick<KeptErasure, 'id' | 'owner' | 'classes' | 'why' | 'account'>): void {
    const { id, owner, classes, why, account } = erasure;
    this.#insert.run(id, owner, JSON.stringify(classes), why, account, this.#now());
    this.changed.emit();
  }

  /** Counts what left this node, and lets go of what lies beside the log: copies of what was refused, and who left. */
  took({ erasure, pupil, documents, rows }: Taken): void {
    this.#add.run(documents, rows, erasure);
    this.forgetBeside(pupil);
    this.changed.emit();
  }

  forgetBeside(pupil: string): void {
    for (const table of ['held_below', 'refused']) {
      const docs = this.#database.prepare(`SELECT DISTINCT doc FROM ${table}`).all() as { doc: string }[];
      const forget = this.#database.prepare(`DELETE FROM ${table} WHERE doc = ?`);
      for (const { doc } of docs) if (ownerOf(doc) === pupil) forget.run(doc);
      this.#database.prepare(`DELETE FROM ${table} WHERE author = ?`).run(pupil);
    }
    this.#database.prepare('DELETE FROM leavers WHERE pupil = ?').run(pupil);
  }

  told(device: string, erased: readonly ErasureTold[]): void {
    const now = this.#now();
    let changes = 0;
    for (const { erasure, device: below, name, done } of erased.slice(0, MAX_ERASED)) {
      changes += Number(this.#tell.run(erasure, device, below, name, done ? now : 0).changes);
    }
    if (changes > 0) this.changed.emit();
  }

  all(): KeptErasure[] {
    const rows = this.#database.prepare('SELECT * FROM erasures ORDER BY at DESC, id').all();
    return v.parse(v.array(ErasureSchema), rows);
  }

  find(id: string): KeptErasure | undefined {
    const row = this.#database.prepare('SELECT * FROM erasures WHERE id = ?').get(id);
    return row && v.parse(ErasureSchema, row);
  }

  /** Who left the school, the first to go first. */
  leavers(): Leaver[] {
    return v.parse(
      v.array(LeaverSchema),
      this.#database.prepare('SELECT pupil, class, left_at FROM leavers ORDER BY left_at, pupil').all(),
    );
  }

  leaver(pupil: string): Leaver | undefined {
    return this.leavers().find((one) => one.pupil === pupil);
  }

  reached(id: string): Reached[] {
    return v.parse(v.array(ReachedSchema), this.#told.all(id));
  }
}

function ownerOf(doc: string): string | undefined {
  const ref = parseDocumentId(doc);
  return ref.ok && 'owner' in ref.value ? ref.value.owner : undefined;
}
