import { err, ok, type Result } from '../../base/result.ts';
import { classKeyOf, displayName } from './names.ts';
import type { Columns, KeptColumn } from './onde-headers.ts';
import { MAX_CELL, MAX_GROUPS, type RefusalReason, type RosterPupil } from './roster.ts';

/** What a spreadsheet would run as a formula, were the name exported again; a tab is a control character anyway. */
const FORMULA = /^[=+\-@＝＋－＠]/;
/** Controls, invisible and direction-changing characters, and the mark of a broken decoding: none is part of a name. */
const BAD_CHARACTER = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\uFFFD]/u;
const CLASS_ID = /^[A-Za-z0-9_-]{1,64}$/;

export interface RowFault {
  readonly reason: RefusalReason;
  readonly column?: string;
}

/** What a row says of a pupil, under the names of the columns that are kept. */
export type KeptCells = Readonly<Partial<Record<KeptColumn, string>>>;

/** Makes a pupil of one row's cells, and looks at no other cell than those that are kept. */
export function readRow(cells: readonly string[], columns: Columns): Result<RosterPupil, RowFault> {
  if (cells.slice(columns.names.length).some((cell) => cell !== '')) return err({ reason: 'too-many-cells' });
  const kept: Partial<Record<KeptColumn, string>> = {};
  for (const [column, index] of Object.entries(columns.at) as [KeptColumn, number][]) {
    const cell = cleanCell(cells[index] ?? '', column);
    if (!cell.ok) return err(fault(cell.error, columns, column));
    kept[column] = cell.value;
  }
  const pupil = pupilOf(kept);
  return pupil.ok ? pupil : err(fault(pupil.error.reason, columns, pupil.error.column));
}

/** Makes a pupil of clean cells. */
export function pupilOf(
  kept: KeptCells,
): Result<RosterPupil, { readonly reason: RefusalReason; readonly column: KeptColumn }> {
  const { firstName = '', lastName = '', usageName = '', level = '', className = '', classId = '', groups = '' } = kept;
  const surname = usageName || lastName;
  const classKey = CLASS_ID.test(classId) ? classId : classKeyOf(className);
  if (firstName === '') return err({ reason: 'no-first-name', column: 'firstName' });
  if (surname === '') return err({ reason: 'no-last-name', column: 'lastName' });
  if (className === '' || classKey === '') return err({ reason: 'no-class', column: 'className' });
  if (level === '') return err({ reason: 'no-level', column: 'level' });
  return ok({
    firstName,
    lastName: surname,
    displayName: displayName(firstName, surname),
    className,
    classKey,
    level,
    groups: groupsOf(groups),
  });
}

/** A cell as it may be kept, or why it may not. */
export function cleanCell(
  written: string,
  column: KeptColumn,
): Result<string, 'too-long' | 'bad-character' | 'formula'> {
  const cell = written.trim().normalize('NFC');
  const longest = column === 'groups' ? MAX_GROUPS * MAX_CELL : MAX_CELL;
  if (cell.length > longest) return err('too-long');
  if (BAD_CHARACTER.test(cell)) return err('bad-character');
  const parts = column === 'groups' ? groupsOf(cell) : [cell];
  if (parts.some((part) => FORMULA.test(part))) return err('formula');
  if (parts.some((part) => part.length > MAX_CELL) || parts.length > MAX_GROUPS) return err('too-long');
  return ok(cell);
}

/** ONDE joins several groups in one cell. */
function groupsOf(cell: string): string[] {
  const groups = cell.split(/[,;|]/).map((group) => group.trim());
  return [...new Set(groups)].filter((group) => group !== '');
}

function fault(reason: RefusalReason, columns: Columns, column: KeptColumn): RowFault {
  const name = columns.names[columns.at[column] ?? -1];
  return { reason, ...(name !== undefined && { column: name }) };
}
