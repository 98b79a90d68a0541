import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SIMULATE = fileURLToPath(new URL('simulate.ts', import.meta.url));
/** Schedules played in every test run. */
const SCHEDULES = 20_000;
/** Schedules within which each missing defence must be seen, some four times as many as one needs on average, and what it must be seen as. */
const TRIES = {
  fsync: { tries: 350, seen: 'lost' },
  acl: { tries: 5, seen: 'leaked' },
  quota: { tries: 300, seen: 'lost' },
  tag: { tries: 300, seen: 'diverged' },
  gap: { tries: 800, seen: 'lost' },
} as const;
const MINUTES = 60_000;

/** Runs the command as a person does and reads its last line. */
async function simulate(
  args: readonly string[],
): Promise<{ code: number | null; report: Record<string, number>; told: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SIMULATE, ...args]);
  let told = '';
  child.stdout.on('data', (text: Buffer) => (told += text.toString()));
  child.stderr.on('data', (text: Buffer) => (told += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const last = told.trim().split('\n').at(-1) ?? '';
  return { code, report: last.startsWith('{') ? (JSON.parse(last) as Record<string, number>) : {}, told };
}

describe('schedules of crashes, cuts, full disks, restored copies and wiped tablets', () => {
  it(
    '[S1][S2][S4][S9][S11][S12] lose nothing that was receipted, diverge nowhere, leak nothing, and end',
    { timeout: 15 * MINUTES },
    async () => {
      const { code, report, told } = await simulate(['--schedules', String(SCHEDULES), '--seed', '1']);
      expect(told.split('\n').filter((line) => line.startsWith('seed'))).toEqual([]);
      expect(report).toMatchObject({ schedules: SCHEDULES, lost: 0, diverged: 0, leaked: 0, stuck: 0 });
      expect(code).toBe(0);
    },
  );

  it.each(Object.entries(TRIES))(
    'see that the %s defence is missing, and what that does',
    { timeout: 6 * MINUTES },
    async (defence, { tries, seen }) => {
      const { code, report } = await simulate(['--schedules', String(tries), '--seed', '1', '--break', defence]);
      expect(report.schedules).toBe(tries);
      expect(report[seen]).toBeGreaterThan(0);
      expect(code).toBe(1);
    },
  );

  it('replay exactly from their seed', { timeout: 2 * MINUTES }, async () => {
    const play = async (): Promise<string> =>
      (await simulate(['--schedules', '12', '--seed', '7', '--break', 'quota', '--jobs', '1'])).told.replace(
        /"perSecond".*/,
        '',
      );
    expect(await play()).toBe(await play());
  });

  it('say what is wrong with options that make no sense', async () => {
    const { code, told } = await simulate(['--schedules', '0']);
    expect(code).toBe(2);
    expect(told).toContain('whole numbers above 0');
  });
});
