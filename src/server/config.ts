import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result.ts';
import { NODE_ROLES } from '../protocol/messages.ts';

const Port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'must be a number from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535, 'must be a number from 0 to 65535'),
);
const Folder = v.pipe(
  v.string(),
  v.minLength(1, 'must name a folder'),
  v.transform((path) => resolve(path)),
);
const Origin = v.pipe(
  v.string(),
  v.url('must be a web address such as http://ent.example:8090'),
  v.transform((text) => new URL(text)),
  v.check((url) => /^https?:$/.test(url.protocol), 'must begin with http:// or https://'),
  v.transform((url) => url.origin),
);
const Switch = v.pipe(
  v.picklist(['0', '1', ''], 'must be 0 or 1'),
  v.transform((text) => text === '1'),
);

const Database = v.pipe(
  v.string(),
  v.regex(/^postgres(ql)?:\/\/./, 'must be an address such as postgres://user:password@host/database?schema=tortues'),
);

const SettingsSchema = v.object({
  /** What this node is: the trolley's hub, or the school's ENT. */
  ROLE: v.picklist(NODE_ROLES, 'must be hub or ent'),
  /** The name this node gives itself in a ping. */
  NODE_NAME: v.optional(v.pipe(v.string(), v.maxLength(64, 'must be at most 64 characters'))),
  HOST: v.optional(v.pipe(v.string(), v.minLength(1, 'must be an address of this machine')), '127.0.0.1'),
  PORT: v.optional(Port, '8080'),
  DATA_DIR: v.optional(Folder, './data'),
  /** A PostgreSQL database to keep the log in, each school in a schema of its own; without it the log is in the data folder. */
  STORE: v.optional(Database),
  /** The built app. */
  APP_DIR: v.optional(Folder, fileURLToPath(new URL('../../dist', import.meta.url))),
  /** The node above; the ENT has none. */
  UPSTREAM: v.optional(Origin),
  /** Code with which a hub enrols at its upstream; needed once, then its credential is kept in the data folder. */
  UPSTREAM_CODE: v.optional(v.string()),
  /** A JSON list of enrolment codes to accept (enrolment.ts). */
  CODES_FILE: v.optional(Folder),
  /** Where backups are kept; without it, in the data folder. Another disk is safer. */
  BACKUP_DIR: v.optional(Folder),
  /** Makes a backup each day that the node runs. */
  DAILY_BACKUP: v.optional(Switch, '0'),
  SCHOOL: v.optional(v.pipe(v.string(), v.maxLength(120, 'must be at most 120 characters')), ''),
  DEMONSTRATION: v.optional(Switch, '0'),
});

/** Everything a person may set about a node, read once at its start. */
export interface Config {
  readonly role: 'hub' | 'ent';
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** The address of the PostgreSQL database that holds the log; undefined where it is in the data folder. */
  readonly store: string | undefined;
  readonly appDir: string;
  readonly upstream: { readonly url: string; readonly code: string | undefined } | undefined;
  readonly codesFile: string | undefined;
  readonly school: string;
  readonly backups: { readonly folder: string; readonly daily: boolean };
  readonly demonstration: boolean;
}

/** Reads the settings; the failure is one sentence that names each wrong setting and what it holds. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Result<Config, string> {
  const parsed = v.safeParse(SettingsSchema, { ROLE: '', ...env });
  if (!parsed.success) return err(parsed.issues.map(sayIssue).join(' '));
  const settings = parsed.output;
  if (settings.ROLE === 'ent' && settings.UPSTREAM) return err('UPSTREAM is for a hub: an ENT has no node above it.');
  return ok({
    role: settings.ROLE,
    name: settings.NODE_NAME ?? settings.ROLE,
    host: settings.HOST,
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    store: settings.STORE,
    appDir: settings.APP_DIR,
    upstream: settings.UPSTREAM === undefined ? undefined : { url: settings.UPSTREAM, code: settings.UPSTREAM_CODE },
    codesFile: settings.CODES_FILE,
    school: settings.SCHOOL,
    backups: {
      folder: settings.BACKUP_DIR ?? join(settings.DATA_DIR, 'sauvegardes'),
      daily: settings.DAILY_BACKUP,
    },
    demonstration: settings.DEMONSTRATION,
  });
}

function sayIssue(issue: v.BaseIssue<unknown>): string {
  const name = String(issue.path?.[0]?.key ?? 'a setting');
  const held = String(issue.input).replace(/\/\/[^/]*@/, '//…@'); // a password is not for the screen, nor for a log
  return `${name} ${issue.message}, not « ${held.slice(0, 80)} ».`;
}
