import type { Times } from './ledger.ts';

/** Middle and slow end of some times, in milliseconds; null where none were taken. */
export interface Spread {
  readonly p50: number | null;
  readonly p99: number | null;
  /** How many times were taken. */
  readonly count: number;
}

export interface TabletReport {
  readonly number: number;
  readonly edits: number;
  readonly timesAway: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Files of which all bytes here have the SHA-256 that names them. */
  readonly files: number;
  readonly filesWanted: number;
  /** Edits that the hub refused and the tablet keeps (S9). */
  readonly refused: number;
}

/** How a classroom went. */
export interface Report {
  readonly hub: string;
  readonly minutes: number;
  readonly seed: number;
  readonly perTablet: readonly TabletReport[];
  readonly edits: number;
  /** Edits that were ✓✓ when all had come to rest. */
  readonly acknowledged: number;
  /** Whether every tablet shows the same as one that joined when all was over. */
  readonly converged: boolean;
  /** Edits that were ✓✓ and are not there. */
  readonly lost: number;
  readonly editToOther: Spread;
  readonly editToAck: Spread;
  readonly returnToAck: Spread;
  /** Works of these pupils, and how many of them are ✓✓✓. */
  readonly works: number;
  readonly worksAtEnt: number;
  /** Documents in which tablets differ. */
  readonly differing: readonly string[];
  /** Whether this run handed the lesson out itself. */
  readonly handedOut: boolean;
}

export function spreadOf(times: Readonly<Times>): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  // The nearest rank: a time that was measured, never one in between.
  const at = (part: number): number | null => {
    const time = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
    return time === undefined ? null : Math.round(time * 10) / 10;
  };
  return { p50: at(0.5), p99: at(0.99), count: sorted.length };
}

type Counted = Exclude<keyof TabletReport, 'number'>;
export const sumOf = (report: Report, what: Counted): number =>
  report.perTablet.reduce((sum, tablet) => sum + tablet[what], 0);

/** The promise held: all tablets agree and nothing that was ✓✓ is gone. */
export const isGood = ({ converged, lost }: Report): boolean => converged && lost === 0;

/** What `--json` prints, in one line. */
export function jsonOf(report: Report): string {
  const { perTablet, minutes, seed, edits, converged, lost, editToOther, editToAck, returnToAck } = report;
  const [bytesUp, bytesDown] = [sumOf(report, 'bytesUp'), sumOf(report, 'bytesDown')];
  const [files, refused] = [sumOf(report, 'files'), sumOf(report, 'refused')];
  const figures = { edits, converged, lost, bytesUp, bytesDown, editToOther, editToAck, returnToAck, files, refused };
  const { works, worksAtEnt } = report;
  return JSON.stringify({ tablets: perTablet.length, minutes, seed, ...figures, works, worksAtEnt });
}
