import { FLOOR, OURS } from './contenders.ts';
import type { ColdFigures } from './scenarios/cold-join.ts';
import type { HomeFigures } from './scenarios/comes-home.ts';
import type { GrowthFigures } from './scenarios/growth.ts';
import type { LiveFigures } from './scenarios/live.ts';
import { ratio } from './statistics.ts';

/** Ours beside the floor and beside the best peer; null where one of the two never came. */
interface Beside {
  readonly what: string;
  readonly toFloor: number | null;
  readonly toBestPeer: number | null;
}

export const homeRatios = (figures: readonly HomeFigures[]): Beside[] =>
  [...new Set(figures.map(({ clients }) => clients))].flatMap((clients) => {
    const some = figures.filter((one) => one.clients === clients);
    return [
      beside(`${clients} clients, converged`, some, ({ convergedMs }) => convergedMs),
      beside(`${clients} clients, on disk`, some, ({ onDiskMs }) => onDiskMs),
    ];
  });

export const liveRatios = (figures: readonly LiveFigures[]): Beside[] =>
  [...new Set(figures.map(({ clients }) => clients))].flatMap((clients) => {
    const some = figures.filter((one) => one.clients === clients);
    return [
      beside(`${clients} clients, edit→other p99`, some, ({ toOtherP99 }) => toOtherP99),
      beside(`${clients} clients, edit→ack p99`, some, ({ toAckP99 }) => toAckP99),
    ];
  });

export const coldRatios = (figures: readonly ColdFigures[]): Beside[] =>
  [...new Set(figures.map(({ shape }) => shape))].map((shape) =>
    beside(
      shape,
      figures.filter((one) => one.shape === shape),
      ({ ms }) => ms,
    ),
  );

/** What a return costs with the most beside what it costs with the least. */
export function growthRatios(figures: readonly GrowthFigures[]) {
  return figures
    .filter(({ factor }) => factor === 1)
    .map(({ axis, contender, ...least }) => {
      const same = figures.filter((one) => one.axis === axis && one.contender === contender);
      const most = same.reduce((one, other) => (other.factor > one.factor ? other : one));
      const grown = {
        ms: ratio(most.ms, least.ms),
        bytes: ratio(most.bytes, least.bytes),
        cpu: ratio(most.cpuMs, least.cpuMs),
      };
      return { axis, contender, factor: most.factor, ...grown };
    });
}

function beside<Figures extends { readonly contender: string }>(
  what: string,
  figures: readonly Figures[],
  of: (figures: Figures) => number | null,
): Beside {
  const by = (name: string): number | null => figures.filter(({ contender }) => contender === name).map(of)[0] ?? null;
  const peers = figures.filter(({ contender }) => contender !== OURS && contender !== FLOOR).map(of);
  const known = peers.filter((figure) => figure !== null);
  const best = known.length > 0 ? Math.min(...known) : null;
  return { what, toFloor: ratio(by(OURS), by(FLOOR)), toBestPeer: ratio(by(OURS), best) };
}
