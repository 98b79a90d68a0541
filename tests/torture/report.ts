import type { SmallDisk } from './small-disk.ts';
import type { Verdict } from './verdict.ts';

/** How it went. */
export interface Report extends Verdict {
  readonly kills: number;
  readonly tablets: number;
  readonly seed: number;
  readonly blows: ReadonlyMap<string, number>;
  readonly torn: number;
  readonly diskFull: number;
  readonly startedFull: number;
  readonly disk: SmallDisk['what'];
  readonly seconds: number;
}

/** The promise held, no node fell by itself, and nothing that was meant to happen did not. */
export const isGood = (report: Report): boolean =>
  report.lost === 0 && report.converged && report.endedAlone.length === 0 && missed(report).length === 0;

/** What there should have been and was not: without it, that nothing was lost proves little. */
function missed({ acknowledged, torn, diskFull, restored, blows }: Report): string[] {
  const happened: [string, number][] = [
    ['no edit came to ✓✓', acknowledged],
    ['no connection was torn inside a frame', torn],
    ['the hub’s disk was never full', diskFull],
    ['the hub’s data was never replaced by an older copy', blows.get('hub restored') ?? 0],
    ['no edit had to come back after a restore', restored],
  ];
  return happened.filter(([, times]) => times === 0).map(([sentence]) => sentence);
}

export function tableOf(report: Report): string {
  const { kills, blows, torn, diskFull, startedFull, disk, tablets, seed, seconds } = report;
  const { edits, acknowledged, lost, restored, refused, converged, differing, endedAlone } = report;
  const times = (name: string): number => blows.get(name) ?? 0;
  const lines: [string, string | number][] = [
    ...[...blows].filter(([name]) => !OWN_LINE.has(name)),
    ['processes killed (SIGKILL)', kills],
    ['connections torn inside a frame or request', torn],
    ['hub’s data replaced by an older copy', times('hub restored')],
    [`hub’s disk filled (${disk})`, times('disk full')],
    ['  appends refused as full', diskFull],
    ['  hub killed there and up again before there was room', `${startedFull} of ${times('disk full')}`],
    ['edits', edits],
    ['  shown as ✓✓', acknowledged],
    ['  shown as ✓✓, then on no server any more, and back', restored],
    ['  refused by the hub, kept on the tablet', refused],
  ];
  return [
    `${tablets} tablets, ${seconds} s, seed ${seed} (the same blows again; their moments are this machine’s)`,
    '',
    ...inColumns(lines),
    '',
    lost === 0
      ? `✓ none of the ${acknowledged} edits shown as ✓✓ is missing`
      : `✗ ${lost} of ${acknowledged} are missing`,
    converged
      ? '✓ all tablets, a fresh one and the ENT’s disk say the same'
      : `✗ they differ in ${differing.join(', ')}`,
    ...endedAlone.map((said) => `✗ ended by itself: ${said}`),
    ...missed(report).map((sentence) => `✗ ${sentence}: nothing is proved of that`),
  ].join('\n');
}

/** The last line of all. */
export const lastLineOf = ({ acknowledged, lost }: Report): string => `acknowledged ${acknowledged}, lost ${lost}`;

const OWN_LINE = new Set(['hub restored', 'disk full']);

function inColumns(lines: readonly (readonly [string, string | number])[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length));
  const last = Math.max(...lines.map(([, value]) => String(value).length));
  return lines.map(([name, value]) => `${name.padEnd(width)}   ${String(value).padStart(last)}`);
}

/** What `--json` prints, in one line. */
export function jsonOf(report: Report): string {
  const { kills, acknowledged, lost, restored, diskFull, converged, seconds } = report;
  return JSON.stringify({ kills, acknowledged, lost, restored, diskFull, converged, seconds });
}
