import { type Report, type Spread, sumOf, type TabletReport } from './report.ts';
import type { Words } from './words.ts';

/** What a person reads of a run. */
export function tableOf(report: Report, say: Words): string {
  return [
    ...inColumns([headOf(say), ...report.perTablet.map((tablet) => lineOf(tablet, say)), totalOf(report, say)]),
    '',
    ...inColumns([
      [say.time, 'p50', 'p99', say.count],
      timesOf(say.editToOther, report.editToOther),
      timesOf(say.editToAck, report.editToAck),
      timesOf(say.returnToAck, report.returnToAck),
    ]),
    '',
    ...verdictsOf(report, say),
    '',
    say.measured,
    ...(report.handedOut ? [say.handedOut] : []),
    say.seed(report.seed),
  ].join('\n');
}

const headOf = (say: Words): string[] => [say.tablet, say.edits, say.away, say.up, say.down, say.files];

const lineOf = (tablet: TabletReport, say: Words): string[] => [
  String(tablet.number),
  String(tablet.edits),
  String(tablet.timesAway),
  sizeOf(tablet.bytesUp, say),
  sizeOf(tablet.bytesDown, say),
  `${tablet.files}/${tablet.filesWanted}`,
];

const totalOf = (report: Report, say: Words): string[] => [
  say.all,
  String(report.edits),
  String(sumOf(report, 'timesAway')),
  sizeOf(sumOf(report, 'bytesUp'), say),
  sizeOf(sumOf(report, 'bytesDown'), say),
  `${sumOf(report, 'files')}/${sumOf(report, 'filesWanted')}`,
];

const timesOf = (name: string, { p50, p99, count }: Spread): string[] => [
  name,
  p50?.toFixed(1) ?? '–',
  p99?.toFixed(1) ?? '–',
  String(count),
];

function verdictsOf(report: Report, say: Words): string[] {
  const { converged, differing, lost, acknowledged, edits, works, worksAtEnt } = report;
  const refused = sumOf(report, 'refused');
  return [
    converged ? `✓ ${say.converged}` : `✗ ${say.differ(differing.join(', '))}`,
    lost === 0 ? `✓ ${say.nothingLost(acknowledged)}` : `✗ ${say.lost(lost, acknowledged)}`,
    ...(edits > acknowledged ? [`! ${say.unproven(edits - acknowledged)}`] : []),
    ...(refused > 0 ? [`! ${say.refused(refused)}`] : []),
    `  ${say.ent(worksAtEnt, works)}`,
  ];
}

function sizeOf(bytes: number, { byte: [one, thousand, million] }: Words): string {
  if (bytes < 1_000) return `${bytes} ${one}`;
  return bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(1)} ${thousand}`
    : `${(bytes / 1_000_000).toFixed(2)} ${million}`;
}

/** The first column to the left, the others to the right. */
function inColumns(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   '),
  );
}
