import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as v from 'valibot';
import { Signal } from '../../base/observable.ts';
import { ADULT_ROLES, type AdultRole } from '../../classroom/duties.ts';
import type { AdultChange, ListedAdult, NewAdult } from '../../protocol/office/people.ts';
import { SCHOOL_ACCOUNT } from '../../sync/access.ts';
import type { Adult } from './adult.ts';
import type { Identity } from './provider/provider.ts';

const AdultRowSchema = v.object({
  account: v.string(),
  name: v.string(),
  role: v.picklist(ADULT_ROLES),
  classes: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
  password: v.string(),
  password_ends: v.nullable(v.number()),
  totp: v.nullable(v.string()),
  oidc_subject: v.nullable(v.string()),
  disabled: v.number(),
});
const COLUMNS = 'account, name, role, classes, password, password_ends, totp, oidc_subject, disabled';

/** An account as the node keeps it. */
export interface KeptAdult extends Adult {
  /** As PasswordHasher writes it. */
  readonly password: string;
  /** Until when a one-time password is good, by this node's clock; undefined for a password of the person's own. */
  readonly oneTimeUntil: number | undefined;
  readonly totp: string | undefined;
  /** The person may sign in by the school's identity provider too. */
  readonly linked: boolean;
  readonly disabled: boolean;
}

/** The accounts of the adults of this node. */
export class Adults {
  /** Tells whose role is another now, or whose account was closed or opened again. */
  readonly changed = new Signal<{ readonly account: string; readonly closed: boolean }>();
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #role: StatementSync;
  readonly #all: StatementSync;
  readonly #update: StatementSync;
  readonly #setPassword: StatementSync;
  readonly #link: StatementSync;
  readonly #linkedTo: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare(
      'INSERT INTO adults (account, name, role, classes, password, password_ends, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)' +
        ' ON CONFLICT (account) DO NOTHING',
    );
    this.#select = database.prepare(`SELECT ${COLUMNS} FROM adults WHERE account = ?`);
    this.#role = database.prepare('SELECT role, disabled FROM adults WHERE account = ?');
    this.#all = database.prepare(`SELECT ${COLUMNS} FROM adults ORDER BY name`);
    this.#update = database.prepare(
      'UPDATE adults SET name = ?, role = ?, classes = ?, disabled = ? WHERE account = ?',
    );
    this.#setPassword = database.prepare('UPDATE adults SET password = ?, password_ends = ? WHERE account = ?');
    this.#link = database.prepare(
      'UPDATE OR IGNORE adults SET oidc_issuer = ?, oidc_subject = ? WHERE account = ? AND disabled = 0',
    );
    this.#linkedTo = database.prepare(`SELECT ${COLUMNS} FROM adults WHERE oidc_issuer = ? AND oidc_subject = ?`);
  }

  /** False where the account's name is taken. `oneTimeUntil` as in KeptAdult; `at` is only kept to be shown (S6). */
  add(adult: NewAdult, password: string, { oneTimeUntil, at }: { oneTimeUntil?: number; at: number }): boolean {
    const { account, name, role, classes } = adult;
    if (account === SCHOOL_ACCOUNT) return false; // the node's own: under it class lists are imported
    const classList = JSON.stringify(classes);
    return this.#insert.run(account, name, role, classList, password, oneTimeUntil ?? null, at).changes === 1;
  }

  get(account: string): KeptAdult | undefined {
    return readRow(this.#select.get(account));
  }

  /** Asked for each document that an adult's own device reads, so it is no more than one look into an index. */
  roleOf(account: string): AdultRole | 'disabled' | undefined {
    const row = this.#role.get(account) as { role: AdultRole; disabled: number } | undefined;
    return row?.disabled ? 'disabled' : row?.role;
  }

  list(): ListedAdult[] {
    return this.#all.all().flatMap((raw) => {
      const kept = readRow(raw);
      if (!kept) return [];
      const { account, name, role, classes, disabled, oneTimeUntil, totp } = kept;
      const mustChange = oneTimeUntil !== undefined;
      return [{ account, name, role, classes: [...classes], disabled, mustChange, totp: totp !== undefined }];
    });
  }

  /** Changes an account; `last-head` where nobody would be left who may manage accounts. */
  change(account: string, change: AdultChange): 'done' | 'not-found' | 'last-head' {
    const kept = this.get(account);
    if (!kept) return 'not-found';
    const { name, role, classes, disabled } = { ...kept, ...defined(change) };
    const stays = isActiveHead({ role, disabled });
    if (isActiveHead(kept) && !stays && !this.#hasOtherHead(account)) return 'last-head';
    this.#update.run(name, role, JSON.stringify(classes), disabled ? 1 : 0, account);
    if (role !== kept.role || disabled !== kept.disabled) this.changed.emit({ account, closed: disabled });
    return 'done';
  }

  setPassword(account: string, password: string, oneTimeUntil?: number): void {
    this.#setPassword.run(password, oneTimeUntil ?? null, account);
  }

  /** Ties the account to a person at the identity provider; false where another account is tied to them. */
  link(account: string, { issuer, subject }: Identity): boolean {
    return this.#link.run(issuer, subject, account).changes === 1;
  }

  unlink(account: string): void {
    this.#link.run(null, null, account);
  }

  linkedTo({ issuer, subject }: Identity): KeptAdult | undefined {
    return readRow(this.#linkedTo.get(issuer, subject));
  }

  /** Whether anybody may manage accounts here; if not, the set-up code makes the first. */
  hasHead(): boolean {
    return this.#hasOtherHead('');
  }

  #hasOtherHead(account: string): boolean {
    const others = "SELECT 1 FROM adults WHERE role = 'head' AND disabled = 0 AND account <> ?";
    return this.#database.prepare(others).get(account) !== undefined;
  }
}

const isActiveHead = ({ role, disabled }: { role: AdultRole; disabled: boolean }): boolean =>
  role === 'head' && !disabled;

const defined = (change: AdultChange): Partial<ListedAdult> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

function readRow(raw: unknown): KeptAdult | undefined {
  const row = v.safeParse(AdultRowSchema, raw);
  if (!row.success) return undefined;
  const { account, name, role, classes, password, password_ends, totp, oidc_subject, disabled } = row.output;
  return {
    ...{ account, name, role, classes, password },
    oneTimeUntil: password_ends ?? undefined,
    totp: totp ?? undefined,
    linked: oidc_subject !== null,
    disabled: disabled !== 0,
  };
}
