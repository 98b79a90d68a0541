import { err, ok, type Result } from '../../base/result.ts';
import type { RosterFailure } from './roster.ts';
import { readTable, type Table, type TableRow } from './table.ts';
import type { TableFiles, TableName } from './zip-tables.ts';

/** The columns that are looked at. Ids join the tables and are then forgotten; e-mail, telephone, password and all else are never read. */
const USERS = {
  needed: ['sourcedId', 'givenName', 'familyName'],
  optional: ['status', 'enabledUser', 'role', 'grades', 'preferredGivenName', 'preferredFamilyName'],
} as const;
const ROLES = { needed: ['userSourcedId', 'role'], optional: ['status'] } as const;
const CLASSES = {
  needed: ['sourcedId', 'title'],
  optional: ['status', 'grades', 'classType', 'schoolSourcedId'],
} as const;
const ENROLMENTS = { needed: ['classSourcedId', 'userSourcedId', 'role'], optional: ['status'] } as const;
const MANIFEST = { needed: ['propertyName', 'value'], optional: [] } as const;

type ColumnOf<Columns extends { needed: readonly string[]; optional: readonly string[] }> =
  Columns['needed'][number] | Columns['optional'][number];
export type UserRow = TableRow<ColumnOf<typeof USERS>>;
export type ClassRow = TableRow<ColumnOf<typeof CLASSES>>;
export type EnrolmentRow = TableRow<ColumnOf<typeof ENROLMENTS>>;

export interface OneRosterTables {
  readonly users: Table<ColumnOf<typeof USERS>>;
  /** OneRoster 1.2 says in a table of its own who is a pupil. */
  readonly roles: Table<ColumnOf<typeof ROLES>> | undefined;
  readonly classes: Table<ColumnOf<typeof CLASSES>>;
  readonly enrolments: Table<ColumnOf<typeof ENROLMENTS>>;
}

/** Without these there are no pupils in classes. The manifest and the schools only say more of them. */
const NEEDED: readonly TableName[] = ['users.csv', 'classes.csv', 'enrollments.csv'];

/** Reads the tables of one export, 1.1 or 1.2. */
export function readTables(files: TableFiles): Result<OneRosterTables, RosterFailure> {
  const missing = NEEDED.filter((name) => !files.has(name));
  if (missing.length > 0) return err({ kind: 'not-a-oneroster-export', missing });
  if (isDelta(files.get('manifest.csv'))) return err({ kind: 'oneroster-delta' });
  const users = readTable('users.csv', files.get('users.csv')!, USERS);
  if (!users.ok) return users;
  const classes = readTable('classes.csv', files.get('classes.csv')!, CLASSES);
  if (!classes.ok) return classes;
  const enrolments = readTable('enrollments.csv', files.get('enrollments.csv')!, ENROLMENTS);
  if (!enrolments.ok) return enrolments;
  const roles = files.has('roles.csv') ? readTable('roles.csv', files.get('roles.csv')!, ROLES) : undefined;
  if (roles && !roles.ok) return roles;
  return ok({ users: users.value, classes: classes.value, enrolments: enrolments.value, roles: roles?.value });
}

/** The manifest says for each table whether it is whole. An unreadable one says nothing. */
function isDelta(manifest: Uint8Array | undefined): boolean {
  const table = manifest && readTable('manifest.csv', manifest, MANIFEST);
  if (!table?.ok) return false;
  return table.value.rows.some(
    ({ cells }) => /^file\.(users|classes|enrollments)$/i.test(cells.propertyName) && /^delta$/i.test(cells.value),
  );
}

/** Which table a lone CSV is, by the columns that only it has; undefined where it is none. */
export function tableAlone(bytes: Uint8Array): TableName | undefined {
  const known = [
    ['users.csv', USERS],
    ['enrollments.csv', ENROLMENTS],
    ['classes.csv', CLASSES],
  ] as const;
  return known.find(([name, columns]) => readTable<string>(name, bytes, columns).ok)?.[0];
}
