import { FLOOR, OURS } from './contenders.ts';
import type { ColdFigures } from './scenarios/cold-join.ts';
import type { HomeFigures } from './scenarios/comes-home.ts';
import type { GrowthFigures } from './scenarios/growth.ts';
import type { KillFigures } from './scenarios/kill.ts';
import type { LiveFigures } from './scenarios/live.ts';
import type { Bounded } from './scenarios/month.ts';
import { ratio } from './statistics.ts';

type Cell = string | number | null | undefined;

/** A table in Markdown, readable as it is: the first column to the left, figures to the right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, ...rows.map((row) => row.map(cell))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0), 3));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => '-'.repeat(width + 1) + (column === 0 ? '-' : ':')).join('|')}|`;
  return `\n### ${title}\n\n${[line(lines[0]!), rule, ...lines.slice(1).map(line)].join('\n')}\n`;
}

const cell = (value: Cell): string => {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  if (typeof value === 'string') return value;
  if (value === 0 || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};

/** The middle of a time, `never` where it did not come at all, and in how many rounds it came where not in all. */
function time(middle: number | null, came: number, rounds: number): Cell {
  if (came === 0) return 'never';
  return came === rounds ? middle : `${cell(middle)} (${came} of ${rounds})`;
}

const kilo = (bytes: number | null): number | null => (bytes === null ? null : bytes / 1_000);

export function homeTables(figures: readonly HomeFigures[], trips: ReadonlyMap<string, number>): string {
  return eachOf(figures, ({ clients }) => clients)
    .map(([clients, some]) => {
      const by = (name: string): HomeFigures | undefined => some.find(({ contender }) => contender === name);
      const [ours, floor] = [by(OURS), by(FLOOR)];
      const head = [
        'contender',
        'converged ms',
        'on disk ms',
        'ours ÷ it',
        '÷ floor',
        'kB up',
        'kB down',
        '÷ floor',
        '÷ pure',
        'round trips',
        'server CPU ms',
        'RSS MB',
      ];
      const rows = some.map((one) => [
        one.contender,
        time(one.convergedMs, one.convergedIn, one.rounds.length),
        time(one.onDiskMs, one.onDiskIn, one.rounds.length),
        ratio(ours?.onDiskMs, one.onDiskMs),
        ratio(one.onDiskMs, floor?.onDiskMs),
        kilo(one.bytesUp),
        kilo(one.bytesDown),
        ratio(bytesOf(one), bytesOf(floor)),
        one.toPure,
        trips.get(one.contender),
        one.cpuMs,
        one.rssMb,
      ]);
      return table(
        `The trolley comes home: ${clients} clients × 40 documents, 5 edited apart, 5 by others`,
        head,
        rows,
      );
    })
    .join('');
}

const bytesOf = (figures: HomeFigures | undefined): number | null =>
  figures?.bytesUp == null || figures.bytesDown === null ? null : figures.bytesUp + figures.bytesDown;

export function liveTables(figures: readonly LiveFigures[]): string {
  const head = [
    'contender',
    'edits',
    'edit→other p50 ms',
    'p99',
    'ours ÷ it p99',
    'edit→ack p50 ms',
    'p99',
    'acked when',
    'server CPU ms per edit',
    'unheard',
    'unacked',
  ];
  return eachOf(figures, ({ clients }) => clients)
    .map(([clients, some]) => {
      const ours = some.find(({ contender }) => contender === OURS);
      const rows = some.map((one) => [
        one.contender,
        one.edits,
        one.toOtherP50,
        one.toOtherP99,
        ratio(ours?.toOtherP99, one.toOtherP99),
        one.toAckP50,
        one.toAckP99,
        one.ack,
        one.cpuPerEditMs,
        one.unheard,
        one.unacked,
      ]);
      return table(`Live: ${clients} clients, four to a document`, head, rows);
    })
    .join('');
}

export function coldTables(figures: readonly ColdFigures[]): string {
  const head = ['contender', 'ms', 'ours ÷ it', '÷ floor', 'kB', '÷ floor', 'server CPU ms'];
  return eachOf(figures, ({ shape }) => shape)
    .map(([shape, some]) => {
      const by = (name: string): ColdFigures | undefined => some.find(({ contender }) => contender === name);
      const rows = some.map((one) => [
        one.contender,
        time(one.ms, one.cameIn, one.rounds),
        ratio(by(OURS)?.ms, one.ms),
        ratio(one.ms, by(FLOOR)?.ms),
        kilo(one.bytes),
        ratio(one.bytes, by(FLOOR)?.bytes),
        one.cpuMs,
      ]);
      return table(`Cold join: ${shape}`, head, rows);
    })
    .join('');
}

export function killTable(figures: readonly KillFigures[]): string {
  const head = ['contender', 'kills', 'edits', 'acknowledged', 'of these lost', 'seen by another', 'of these lost'];
  const rows = figures.map((one) => [
    one.contender,
    one.kills,
    one.edits,
    one.acknowledged,
    one.lost,
    one.seen,
    one.seenLost,
  ]);
  return table('kill -9 while 14 write; the writers are gone too', head, rows);
}

export function growthTables(figures: readonly GrowthFigures[]): string {
  return eachOf(figures, ({ axis }) => axis)
    .map(([axis, some]) => {
      const factors = [...new Set(some.map(({ factor }) => factor))];
      const head = ['contender', ...factors.flatMap((factor) => [`${factor} × ms`, 'kB', 'CPU ms'])];
      const rows = eachOf(some, ({ contender }) => contender).map(([contender, own]) => [
        contender,
        ...own.flatMap((one): Cell[] => [time(one.ms, one.cameIn, one.rounds), kilo(one.bytes), one.cpuMs]),
      ]);
      return table(`Growth: one tablet returns, ever more ${axis}`, head, rows);
    })
    .join('');
}

export function monthTable(figures: readonly Bounded[]): string {
  const rows = figures.map(({ what, unit, value, bound }) => [
    what,
    value,
    bound,
    unit,
    bound === null ? '' : value <= bound ? 'holds' : 'exceeded',
  ]);
  return table('A month of a busy class: 25 pupils, 120 activities', ['', 'figure', 'bound', 'unit', ''], rows);
}

function eachOf<Item, Key>(items: readonly Item[], key: (item: Item) => Key): [Key, Item[]][] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
}
