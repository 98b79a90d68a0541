/** An input under which an invariant broke, made as small as possible. */
export interface Finding {
  readonly error: string;
  /** As JSON, bytes in hexadecimal. */
  readonly input: string;
  /** Which of the seed's inputs, for `--at`. */
  readonly at: string;
}

export interface Row {
  readonly name: string;
  readonly inputs: number;
  /** Of all inputs, in milliseconds. */
  readonly slowest: number;
  /** What stayed in memory after all, in MiB. */
  readonly grown: number;
  /** Decoders that had to be ended. */
  readonly kills: number;
  readonly ms: number;
  readonly findings: readonly Finding[];
}

export interface Report {
  readonly seed: number;
  readonly rows: readonly Row[];
  /** Rejections that nobody took. */
  readonly unhandled: readonly string[];
  readonly seconds: number;
}

const sum = ({ rows }: Report, of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0);

export const isGood = (report: Report): boolean =>
  sum(report, ({ findings }) => findings.length) + report.unhandled.length === 0;

export function tableOf(report: Report): string {
  const head = ['where', 'inputs', 'slowest (ms)', 'memory (MiB)', 'ended', 'seconds'];
  const lines = report.rows.map(({ name, inputs, slowest, grown, kills, ms, findings }) => [
    `${findings.length === 0 ? '✓' : '✗'} ${name}`,
    inputs.toLocaleString('en'),
    slowest.toFixed(1),
    grown.toFixed(1),
    String(kills),
    (ms / 1000).toFixed(1),
  ]);
  return [
    ...inColumns([head, ...lines]),
    '',
    ...report.rows.flatMap((row) => told(row, report.seed)),
    ...report.unhandled,
  ]
    .join('\n')
    .trimEnd();
}

const told = ({ name, findings }: Row, seed: number): string[] =>
  findings.flatMap(({ error, input, at }) => [
    `✗ ${name}: ${error}`,
    `  ${input}`,
    `  again: npm run fuzz -- --target '${name}' --seed ${seed} --at ${at}`,
  ]);

function inColumns(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   '),
  );
}

/** What `--json` prints, in one line. */
export function jsonOf(report: Report): string {
  const slowestMs = Math.round(Math.max(...report.rows.map(({ slowest }) => slowest)));
  return JSON.stringify({
    inputs: sum(report, ({ inputs }) => inputs),
    seed: report.seed,
    targets: report.rows.length,
    findings: sum(report, ({ findings }) => findings.length) + report.unhandled.length,
    decodersEnded: sum(report, ({ kills }) => kills),
    slowestMs,
    seconds: Math.round(report.seconds),
  });
}
