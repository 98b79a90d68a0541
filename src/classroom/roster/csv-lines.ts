import { CsvError, parse } from 'csv-parse/sync';
import { err, ok, type Result } from '../../base/result.ts';

/** One line of the file and its number, as an editor counts them. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** ONDE separates cells by semicolons, OneRoster by commas. */
export type Separator = ';' | ',';

/** The lines that hold something; a line of separators alone holds nothing. */
export function filledLines(text: string): Line[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter((line) => /[^\s;,"]/.test(line.text));
}

/**
 * The cells of one line. A pupil is written on one line, so each line is read by itself: a quote that is never closed
 * costs its own line and cannot swallow the pupils below it.
 */
export function cellsOf(line: Line, separator: Separator = ';'): Result<string[], 'broken-quotes'> {
  try {
    const [cells = []] = parse(line.text, {
      delimiter: separator,
      record_delimiter: '\n',
      trim: true,
      relax_column_count: true,
    });
    return ok(cells);
  } catch (error) {
    if (error instanceof CsvError) return err('broken-quotes');
    throw error;
  }
}
