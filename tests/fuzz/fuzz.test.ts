import { expect, test } from 'vitest';
import { fuzz } from './campaign.ts';
import { isGood, tableOf } from './report.ts';

test('[S10] twenty thousand inputs at every place where bytes come in: no crash, no hang, no growth', async () => {
  const report = await fuzz({ inputs: 20_000, seed: 1 }, () => undefined);
  expect(isGood(report), tableOf(report)).toBe(true);
  expect(report.rows.every(({ inputs }) => inputs > 0)).toBe(true);
}, 240_000);
