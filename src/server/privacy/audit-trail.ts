import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { ADULT_ROLES } from '../../classroom/duties.ts';
import type { KeepAudit } from '../people/require-adult.ts';

const DAY_MS = 24 * 60 * 60_000;
/**
 * How long a line is kept: CNIL asks for six months to a year (délibération n° 2021-122 du 14 octobre 2021, recommandation
 * relative à la journalisation). The table itself refuses less than six months.
 */
export const AUDIT_KEPT_MS = 365 * DAY_MS;
/** A screen asks for the same again and again while somebody looks at it: within this time it is one line. */
export const SAME_WITHIN_MS = 10 * 60_000;
/** Lines of one page of the trail. */
export const AUDIT_PAGE = 100;
/** Acts remembered in order not to write them twice; more of them only make a line too many. */
const REMEMBERED_ACTS = 1_000;

const LineSchema = v.object({
  id: v.number(),
  at: v.number(),
  account: v.string(),
  name: v.string(),
  role: v.picklist(ADULT_ROLES),
  duty: v.string(),
  about: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
});
/** Who did what when, about which ids. `at` is this node's clock: shown, and counted for how long it is kept. */
export type AuditLine = v.InferOutput<typeof LineSchema>;

/** Which adult used which duty, and about whom: ids only, no name of a child, no secret. Lines are added, and leave by age alone. */
export class AuditTrail {
  readonly #now: () => number;
  readonly #insert: StatementSync;
  readonly #before: StatementSync;
  readonly #forget: StatementSync;
  readonly #lately = new Map<string, number>();

  constructor(database: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#insert = database.prepare('INSERT INTO audit (at, account, role, duty, about) VALUES (?, ?, ?, ?, ?)');
    this.#before = database.prepare(
      `SELECT id, at, audit.account, coalesce(name, '') AS name, audit.role, duty, about
       FROM audit LEFT JOIN adults ON adults.account = audit.account WHERE id < ? ORDER BY id DESC LIMIT ?`,
    );
    this.#forget = database.prepare('DELETE FROM audit WHERE at < ?');
  }

  /** Returns when it is on disk: it throws, and nothing is done, where it cannot be written. */
  readonly keep: KeepAudit = ({ adult: { account, role }, duty, about }) => {
    const now = this.#now();
    const act = JSON.stringify([account, duty, about]);
    const last = this.#lately.get(act);
    if (last !== undefined && Math.abs(now - last) < SAME_WITHIN_MS) return;
    this.#insert.run(now, account, role, duty, JSON.stringify(about));
    if (this.#lately.size >= REMEMBERED_ACTS) this.#lately.clear();
    this.#lately.set(act, now);
  };

  /** The newest lines before this one, the newest first. */
  page(before = Number.MAX_SAFE_INTEGER): { readonly lines: AuditLine[]; readonly more: boolean } {
    const lines = v.parse(v.array(LineSchema), this.#before.all(before, AUDIT_PAGE + 1));
    return { lines: lines.slice(0, AUDIT_PAGE), more: lines.length > AUDIT_PAGE };
  }

  /** Lets go of what is older than it may be kept. */
  tidy(): void {
    this.#forget.run(this.#now() - AUDIT_KEPT_MS);
  }
}
