import { expect, test } from 'vitest';
import { fuzz } from './campaign.ts';
import { NoSuchTarget } from './targets.ts';
import { isGood, tableOf } from './report.ts';

test('[S10] twenty thousand inputs at every place where bytes come in: no crash, no hang, no growth', async () => {
  const report = await fuzz({ inputs: 20_000, seed: 1 }, () => undefined);
  expect(isGood(report), tableOf(report)).toBe(true);
  expect(report.rows.every(({ inputs }) => inputs > 0)).toBe(true);
}, 240_000);

test('a target that there is not is named, with those that there are', async () => {
  const played = fuzz({ inputs: 1, seed: 1, target: 'nosuch' }, () => undefined);
  await expect(played).rejects.toThrow(NoSuchTarget);
  await expect(played).rejects.toThrow("'nosuch'. There are 'CBOR message', ");
}, 60_000);
