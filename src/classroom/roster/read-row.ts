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

/** Makes a pupil of one row's cells, and looks at no other cell than those that are kept. */
export function readRow(cells: readonly string[], columns: Columns): Result<RosterPupil, RowFault> {
  if (cells.slice(columns.names.length).some((cell) => cell !== '')) return err({ reason: 'too-many-cells' });
  const kept = keptCells(cells, columns);
  if (!kept.ok) return kept;
  const {
    firstName = '',
    lastName = '',
    usageName = '',
    level = '',
    className = '',
    classId = '',
    groups = '',
  } = kept.value;
  const surname = usageName || lastName;
  const classKey = CLASS_ID.test(classId) ? classId : classKeyOf(className);
  if (firstName === '') return err(fault('no-first-name', columns, 'firstName'));
  if (surname === '') return err(fault('no-last-name', columns, 'lastName'));
  if (className === '' || classKey === '') return err(fault('no-class', columns, 'className'));
  if (level === '') return err(fault('no-level', columns, 'level'));
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

function keptCells(cells: readonly string[], columns: Columns): Result<Partial<Record<KeptColumn, string>>, RowFault> {
  const kept: Partial<Record<KeptColumn, string>> = {};
  for (const [column, index] of Object.entries(columns.at) as [KeptColumn, number][]) {
    const cell = (cells[index] ?? '').trim().normalize('NFC');
    const longest = column === 'groups' ? MAX_GROUPS * MAX_CELL : MAX_CELL;
    if (cell.length > longest) return err(fault('too-long', columns, column));
    if (BAD_CHARACTER.test(cell)) return err(fault('bad-character', columns, column));
    const parts = column === 'groups' ? groupsOf(cell) : [cell];
    if (parts.some((part) => FORMULA.test(part))) return err(fault('formula', columns, column));
    if (parts.some((part) => part.length > MAX_CELL) || parts.length > MAX_GROUPS)
      return err(fault('too-long', columns, column));
    kept[column] = cell;
  }
  return ok(kept);
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
