import { expect, test } from 'vitest';
import { until } from '../../src/commands/classroom/patience.ts';
import { torture } from './campaign.ts';
import { ClassAtWork } from './class-at-work.ts';
import { isGood, jsonOf, lastLineOf, tableOf } from './report.ts';

/** A slow machine with others at work on it. */
const LIMIT_MS = 240_000;

test(
  '[S2] [S4] ten kills, a restore, a full disk and torn sockets lose no edit that was ✓✓',
  async () => {
    const report = await torture({ kills: 10, tablets: 3, seed: 20 }, () => undefined);
    expect(report.lost, tableOf(report)).toBe(0);
    expect(isGood(report), tableOf(report)).toBe(true);
    const { kills, acknowledged, restored, diskFull, torn, refused } = report;
    expect({ refused, converged: report.converged }).toEqual({ refused: 0, converged: true });
    expect(kills).toBeGreaterThanOrEqual(10);
    for (const happened of [acknowledged, restored, diskFull, torn]) expect(happened).toBeGreaterThan(0);
    for (const never of ['acknowledged', 'restored', 'diskFull', 'torn'] as const) {
      expect(isGood({ ...report, [never]: 0 }), `without ${never}`).toBe(false);
    }
    expect(lastLineOf(report)).toBe(`acknowledged ${acknowledged}, lost 0`);
    expect(Object.keys(JSON.parse(jsonOf(report)) as object)).toEqual(
      'kills acknowledged lost restored diskFull converged seconds'.split(' '),
    );
  },
  LIMIT_MS,
);

test(
  'a hub that acks before it commits is found out by its first kills',
  async () => {
    const { ordeal, close } = await begun();
    const { school, proof, acknowledged, knock } = ordeal;
    for (let kills = 0; kills < 6 && proof.lost.size === 0; kills++) {
      const goal = acknowledged() + 10;
      await until(() => acknowledged() >= goal, 10_000);
      await school.kill('hub');
      await school.begin('hub');
      knock();
    }
    await close();
    expect(proof.lost.size).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

async function begun() {
  const atWork = await ClassAtWork.begin({ kills: 6, tablets: 2, seed: 1 }, 'commit');
  return { ordeal: atWork.ordeal, close: () => atWork.close() };
}
