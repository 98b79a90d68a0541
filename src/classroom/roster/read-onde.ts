import { err, ok, type Result } from '../../base/result.ts';
import { cellsOf, filledLines, type Line } from './csv-lines.ts';
import { decodeText } from './decode-text.ts';
import { type Found, summed } from './found.ts';
import { type Columns, findColumns } from './onde-headers.ts';
import { readRow } from './read-row.ts';
import {
  MAX_ROSTER_BYTES,
  MAX_ROSTER_COLUMNS,
  MAX_ROSTER_ROWS,
  type RefusedRow,
  type Roster,
  type RosterFailure,
} from './roster.ts';

/** Reads the pupils' export of ONDE (`CSVExtraction.csv`), in each of the forms seen. Pure: it imports nothing yet. */
export function readOnde(bytes: Uint8Array): Result<Roster, RosterFailure> {
  if (bytes.byteLength > MAX_ROSTER_BYTES) return err({ kind: 'too-big', unit: 'bytes', max: MAX_ROSTER_BYTES });
  // No text has a zero byte; archives, pictures and UTF-16 do.
  if (bytes.includes(0)) return err({ kind: 'not-a-csv', why: 'binary' });
  const [header, ...rows] = filledLines(decodeText(bytes));
  if (!header) return err({ kind: 'empty' });
  if (rows.length > MAX_ROSTER_ROWS) return err({ kind: 'too-big', unit: 'rows', max: MAX_ROSTER_ROWS });
  const columns = columnsOf(header);
  if (!columns.ok) return columns;
  const roster = readRows(rows, columns.value);
  return roster.pupils.length + roster.refused.length === 0 ? err({ kind: 'empty' }) : ok(roster);
}

function columnsOf(header: Line): Result<Columns, RosterFailure> {
  const headers = cellsOf(header);
  if (!headers.ok || headers.value.length < 2) return err({ kind: 'not-a-csv', why: 'no-semicolon' });
  return findColumns(headers.value.slice(0, MAX_ROSTER_COLUMNS));
}

function readRows(rows: readonly Line[], columns: Columns): Roster {
  const found: Found[] = [];
  const refused: RefusedRow[] = [];
  const footerStart = startOfFooter(rows, columns);
  for (const line of rows.slice(0, footerStart)) {
    const cells = cellsOf(line);
    const row = cells.ok ? readRow(cells.value, columns) : err({ reason: cells.error });
    if (row.ok) found.push({ line: line.number, pupil: row.value });
    else refused.push({ line: line.number, ...row.error });
  }
  return {
    ...summed(found),
    knowsGroups: columns.at.groups !== undefined,
    refused,
    dropped: columns.dropped,
    footerLines: rows.slice(footerStart).map((line) => line.number),
  };
}

/** Below the table ONDE may write a count or a date. The same above the last pupil is a broken row, which must be seen. */
function startOfFooter(rows: readonly Line[], columns: Columns): number {
  let start = rows.length;
  while (start > 0 && isFooter(rows[start - 1], columns)) start -= 1;
  return start;
}

function isFooter(line: Line | undefined, { at }: Columns): boolean {
  const cells = line && cellsOf(line);
  if (!cells?.ok) return false;
  return [at.firstName, at.level, at.className].every((index) => !cells.value[index ?? -1]);
}
