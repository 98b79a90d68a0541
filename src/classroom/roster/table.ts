import { err, ok, type Result } from '../../base/result.ts';
import { cellsOf, filledLines } from './csv-lines.ts';
import { decodeText } from './decode-text.ts';
import { foldHeader } from './onde-headers.ts';
import {
  MAX_CELL,
  MAX_ROSTER_BYTES,
  MAX_ROSTER_COLUMNS,
  MAX_ROSTER_ROWS,
  type RefusedRow,
  type RosterFailure,
} from './roster.ts';

/** Most rows of one table: a pupil of the largest list may be enrolled four times. */
export const MAX_TABLE_ROWS = 4 * MAX_ROSTER_ROWS;

/** One row of a table: its cells under the names asked for, '' where the table has no such column. */
export interface TableRow<Column extends string> {
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

export interface Table<Column extends string> {
  readonly file: string;
  readonly rows: readonly TableRow<Column>[];
  readonly refused: readonly RefusedRow[];
  /** Columns that nobody asked for, as the file calls them. */
  readonly dropped: readonly string[];
  readonly has: (column: Column) => boolean;
}

/** Reads one comma-separated table, keeping these columns; the needed ones must be there. */
export function readTable<Column extends string>(
  file: string,
  bytes: Uint8Array,
  { needed, optional }: { readonly needed: readonly Column[]; readonly optional: readonly Column[] },
): Result<Table<Column>, RosterFailure> {
  if (bytes.byteLength > MAX_ROSTER_BYTES) return err({ kind: 'too-big', unit: 'bytes', max: MAX_ROSTER_BYTES });
  if (bytes.includes(0)) return err({ kind: 'not-a-csv', why: 'binary' });
  const [header, ...lines] = filledLines(decodeText(bytes));
  const cells = header && cellsOf(header, ',');
  const headers = cells?.ok ? cells.value.slice(0, MAX_ROSTER_COLUMNS) : [];
  const folded = headers.map(foldHeader);
  const at = new Map([...needed, ...optional].map((column) => [column, folded.indexOf(foldHeader(column))]));
  const missing = needed.filter((column) => at.get(column) === -1);
  if (missing.length > 0) return err({ kind: 'not-a-oneroster-export', missing, file });
  if (lines.length > MAX_TABLE_ROWS) return err({ kind: 'too-big', unit: 'rows', max: MAX_TABLE_ROWS });

  const rows: TableRow<Column>[] = [];
  const refused: RefusedRow[] = [];
  for (const line of lines) {
    const read = cellsOf(line, ',');
    const extra = read.ok && read.value.slice(headers.length).some((cell) => cell !== '');
    if (!read.ok) refused.push({ file, line: line.number, reason: read.error });
    else if (extra) refused.push({ file, line: line.number, reason: 'too-many-cells' });
    else rows.push({ line: line.number, cells: pick(read.value, at) });
  }
  const known = new Set(at.values());
  const dropped = headers.filter((name, index) => name !== '' && !known.has(index)).map(printable);
  return ok({ file, rows, refused, dropped, has: (column) => at.get(column) !== -1 });
}

function pick<Column extends string>(
  cells: readonly string[],
  at: ReadonlyMap<Column, number>,
): Record<Column, string> {
  return Object.fromEntries([...at].map(([column, index]) => [column, cells[index] ?? ''])) as Record<Column, string>;
}

/** Headers are shown to people; what could steer a terminal or turn a line of text around is not part of one. */
const printable = (header: string): string => header.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, MAX_CELL);
