import { err, ok, type Result } from '../../base/result.ts';
import { type Found, summed } from './found.ts';
import { schoolLevel } from './levels.ts';
import type { KeptColumn } from './onde-headers.ts';
import { type ClassRow, type OneRosterTables, readTables, type UserRow } from './oneroster-tables.ts';
import { cleanCell, type KeptCells, pupilOf } from './read-row.ts';
import {
  MAX_ROSTER_ROWS,
  type RefusalReason,
  type RefusedRow,
  type Roster,
  type RosterFailure,
  type RosterPupil,
} from './roster.ts';
import type { TableFiles } from './zip-tables.ts';

interface PupilFault {
  readonly reason: RefusalReason;
  readonly column?: string;
}

/** OneRoster's words for a row that is no more; bulk exports leave the status empty. */
const isGone = ({ status }: { readonly status: string }): boolean => /^tobedeleted$/i.test(status);
const isStudent = ({ role }: { readonly role: string }): boolean => /^student$/i.test(role);

/** Where OneRoster calls differently what we keep, for the reader of a refusal. */
const COLUMN_NAMES: Partial<Record<KeptColumn, string>> = {
  firstName: 'givenName',
  lastName: 'familyName',
  level: 'grades',
  className: 'title',
  groups: 'title',
};

/** Reads an export of OneRoster's tables. Pure: it imports nothing yet. */
export function readOneRoster(files: TableFiles): Result<Roster, RosterFailure> {
  const tables = readTables(files);
  if (!tables.ok) return tables;
  const { users, classes, enrolments } = tables.value;
  const refused: RefusedRow[] = [...users.refused, ...classes.refused, ...enrolments.refused];
  const classOf = byId(classes.rows, 'classes.csv', refused);
  const userOf = byId(users.rows, 'users.csv', refused);
  const classesOf = enrolledIn(tables.value, { classOf, userOf, refused });

  const schools = new Set([...classesOf.values()].flat().map(({ cells }) => cells.schoolSourcedId));
  if (schools.size > 1) return err({ kind: 'several-schools', schools: schools.size });
  const isPupil = pupilTest(tables.value, classesOf);
  const pupils = [...userOf.values()].filter(isPupil);
  if (pupils.length > MAX_ROSTER_ROWS) return err({ kind: 'too-big', unit: 'rows', max: MAX_ROSTER_ROWS });

  const found: Found[] = [];
  for (const user of pupils) {
    const pupil = readPupil(user, classesOf.get(user.cells.sourcedId) ?? []);
    if (pupil.ok) found.push({ line: user.line, pupil: pupil.value });
    else refused.push({ file: 'users.csv', line: user.line, ...pupil.error });
  }
  if (found.length + refused.length === 0) return err({ kind: 'empty' });
  return ok({ ...summed(found), knowsGroups: true, refused, dropped: users.dropped, footerLines: [] });
}

/** The rows by their id, without those that are no more; of two with one id neither can be trusted. */
function byId<Row extends UserRow | ClassRow>(
  rows: readonly Row[],
  file: string,
  refused: RefusedRow[],
): Map<string, Row> {
  const known = new Map<string, Row>();
  const doubled = new Set<string>();
  for (const row of rows.filter(({ cells }) => !isGone(cells))) {
    const id = row.cells.sourcedId;
    if (known.has(id)) doubled.add(id);
    if (doubled.has(id)) refused.push({ file, line: row.line, reason: 'doubled-id', column: 'sourcedId' });
    known.set(id, row);
  }
  for (const id of doubled) known.delete(id);
  return known;
}

interface Known {
  readonly classOf: ReadonlyMap<string, ClassRow>;
  readonly userOf: ReadonlyMap<string, UserRow>;
  readonly refused: RefusedRow[];
}

/** The classes of each pupil, by the pupil's id. */
function enrolledIn({ enrolments }: OneRosterTables, { classOf, userOf, refused }: Known): Map<string, ClassRow[]> {
  const classesOf = new Map<string, ClassRow[]>();
  for (const { line, cells } of enrolments.rows) {
    if (isGone(cells) || !isStudent(cells)) continue;
    const inClass = classOf.get(cells.classSourcedId);
    const reason = !userOf.has(cells.userSourcedId) ? 'unknown-user' : inClass ? undefined : 'unknown-class';
    if (reason) refused.push({ file: 'enrollments.csv', line, reason });
    if (reason || !inClass) continue;
    const others = classesOf.get(cells.userSourcedId) ?? [];
    if (!others.includes(inClass)) classesOf.set(cells.userSourcedId, [...others, inClass]);
  }
  return classesOf;
}

/** Whoever is enrolled as a pupil, or is said to be one and is in no class: that must be seen. */
function pupilTest({ users, roles }: OneRosterTables, classesOf: ReadonlyMap<string, unknown>) {
  const students = (roles?.rows ?? []).filter(({ cells }) => isStudent(cells) && !isGone(cells));
  const isSaidToBe = new Set(students.map(({ cells }) => cells.userSourcedId));
  return ({ cells }: UserRow): boolean => {
    if (/^false$/i.test(cells.enabledUser)) return false;
    return classesOf.has(cells.sourcedId) || (users.has('role') ? isStudent(cells) : isSaidToBe.has(cells.sourcedId));
  };
}

function readPupil({ cells }: UserRow, classes: readonly ClassRow[]): Result<RosterPupil, PupilFault> {
  const own = homeOf(classes);
  if (!own.ok) return own;
  const level = oneOf(cells.grades) || oneOf(own.value.cells.grades);
  const written: KeptCells = {
    firstName: cells.preferredGivenName || cells.givenName,
    lastName: cells.familyName,
    usageName: cells.preferredFamilyName,
    level: schoolLevel(level),
    className: own.value.cells.title,
    classId: own.value.cells.sourcedId,
    groups: classes
      .filter((one) => one !== own.value)
      .map((one) => one.cells.title.replace(/[,;|]/g, ' '))
      .join('|'),
  };
  const kept: Partial<Record<KeptColumn, string>> = {};
  for (const [column, cell] of Object.entries(written) as [KeptColumn, string][]) {
    const clean = cleanCell(cell, column);
    if (!clean.ok) return err(named(clean.error, column));
    kept[column] = clean.value;
  }
  const pupil = pupilOf(kept);
  return pupil.ok ? pupil : err(named(pupil.error.reason, pupil.error.column));
}

/** A pupil's class is the homeroom; the other classes are groups. One class alone needs no such word. */
function homeOf(classes: readonly ClassRow[]): Result<ClassRow, PupilFault> {
  const homerooms = classes.filter(({ cells }) => /^homeroom$/i.test(cells.classType));
  const candidates = homerooms.length > 0 ? homerooms : classes;
  const [only] = candidates;
  if (!only) return err({ reason: 'no-class' });
  return candidates.length === 1 ? ok(only) : err({ reason: 'several-classes' });
}

/** A list of one; of several levels none is the pupil's. */
function oneOf(grades: string): string {
  const all = grades.split(',').map((grade) => grade.trim());
  return all.length === 1 ? (all[0] ?? '') : '';
}

function named(reason: RefusalReason, column: KeptColumn): PupilFault {
  const name = COLUMN_NAMES[column];
  return { reason, ...(name !== undefined && { column: name }) };
}
