import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinFresh } from '../../src/commands/classroom/assess.ts';
import { until } from '../../src/commands/classroom/patience.ts';
import { Room } from '../../src/commands/classroom/room.ts';
import { type Progress, playClassroom } from '../../src/commands/classroom/run.ts';
import { readSettings } from '../../src/commands/classroom/settings.ts';
import { signIn } from '../../src/commands/classroom/sign-in.ts';
import { ANSWER_BUDGET_BYTES } from '../../src/protocol/limits.ts';
import { TestTrolley } from '../support/server.ts';

const COMMAND = fileURLToPath(new URL('../../src/commands/classroom.ts', import.meta.url));
/** A slow machine with others at work on it. */
const LIMIT_MS = 120_000;
/** Each fills an answer of the hub alone. */
const LONG_LINES = 6;

let trolley: TestTrolley;
beforeAll(async () => {
  trolley = await TestTrolley.start();
}, LIMIT_MS);
afterAll(() => trolley?.close(), LIMIT_MS);

function run(args: readonly string[], dataDir: string): Promise<{ code: number; out: string; error: string }> {
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...args], { env }, (_error, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

describe('a classroom at a real hub', { timeout: LIMIT_MS }, () => {
  test('agrees at the end and has lost nothing', async () => {
    const args = ['--hub', trolley.hub, '--tablets', '4', '--minutes', '0.08', '--seed', '7', '--json'];
    const { code, out, error } = await run(args, trolley.dataDir);
    expect(error).toBe('');
    const lines = out.trimEnd().split('\n');
    const report = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
    expect(report).toMatchObject({ tablets: 4, minutes: 0.08, seed: 7, converged: true, lost: 0, refused: 0 });
    expect(report).toMatchObject({ files: 4 * 6, works: 6, worksAtEnt: 6 });
    for (const figure of ['edits', 'bytesUp', 'bytesDown']) expect(report[figure]).toBeGreaterThan(0);
    for (const times of ['editToOther', 'editToAck', 'returnToAck']) {
      expect(report[times]).toMatchObject({ p50: expect.any(Number), p99: expect.any(Number) });
    }
    expect(out).not.toContain('\r');
    expect(code).toBe(0);
  });

  test('[S2] loses nothing when the hub is killed in the middle and starts again', async () => {
    const settings = readSettings(['--hub', trolley.hub, '--tablets', '4', '--minutes', '0.1', '--seed', '3'], () => 0);
    if (!settings.ok) throw new Error(settings.error.kind);
    const codes = { tablet: trolley.codes.tablets[0]!.code, teacher: trolley.codes.teacher.code };
    let crash: Promise<void> | undefined;
    const crashInTheMiddle = ({ phase, acknowledged }: Progress): void => {
      if (phase === 'working' && acknowledged >= 6) crash ??= trolley.kill('hub').then(() => trolley.begin('hub'));
    };
    const played = await playClassroom(settings.value, codes, crashInTheMiddle);
    expect(crash).toBeDefined();
    await crash;
    expect(played).toMatchObject({ ok: true, value: { converged: true, lost: 0 } });
    const report = played.ok ? played.value : undefined;
    expect(report?.acknowledged).toBe(report?.edits);
  });
});

describe('a tablet that knew nothing', { timeout: LIMIT_MS }, () => {
  test('is up to date once it has all that the hub has, though one answer does not hold it', async () => {
    const settings = readSettings(['--hub', trolley.hub, '--tablets', '1'], () => 0);
    if (!settings.ok) throw new Error(settings.error.kind);
    const room = new Room(settings.value, { tablet: trolley.codes.tablets[0]!.code, teacher: undefined });
    try {
      expect(await room.fill()).toEqual({ ok: true });
      const seats = await signIn(room.tablets, settings.value.pictures, room.chance());
      if (!seats.ok) throw new Error(seats.error.kind);
      const { tablet, pupil, tasks } = seats.value[0]!;
      const work = await tablet.open(tasks[0]!.work, pupil);
      for (let line = 0; line < LONG_LINES; line++) {
        work.doc.getText(`line ${line}`).insert(0, 'a'.repeat(ANSWER_BUDGET_BYTES));
        await work.flush();
      }
      expect(await until(async () => (await tablet.log.pendingCount()).rows === 0, LIMIT_MS)).toBe(true);
      const fresh = await joinFresh(room);
      if (!fresh.ok) throw new Error(fresh.error.kind);
      const found = fresh.value.get(tasks[0]!.work);
      for (let line = 0; line < LONG_LINES; line++) {
        expect(found?.getText(`line ${line}`).length).toBe(ANSWER_BUDGET_BYTES);
      }
    } finally {
      await room.close();
    }
  });
});

describe('where there is nothing to play with', () => {
  test(
    'no hub, no codes, a wrong code: two sentences each, and exit code 2',
    async () => {
      const noCodes = await run(['--hub', trolley.hub], '/nowhere');
      expect(noCodes.error).toMatch(/Aucun code dans [^]*There are no codes in /);
      const noHub = await run(['--hub', 'http://127.0.0.1:9', '--code', 'ABCDEF'], '/nowhere');
      expect(noHub.error).toMatch(/Aucune malle ne répond à [^]*No hub answers at /);
      const wrong = await run(['--hub', trolley.hub, '--code', 'ABCDEF', '--tablets', '1'], '/nowhere');
      expect(wrong.error).toMatch(/ne connaît pas ce code[^]*does not know this code/);
      const teacher = await run(
        ['--hub', trolley.hub, '--code', trolley.codes.teacher.code, '--tablets', '1'],
        '/nowhere',
      );
      expect(teacher.error).toMatch(/pas celui d’une tablette[^]*not a tablet/);
      const pictures = ['--pictures', 'moon,moon,moon', '--tablets', '1'];
      const refused = await run(['--hub', trolley.hub, ...pictures], trolley.dataDir);
      expect(refused.error).toMatch(/pas le code de l’élève[^]*not the pupil’s code/);
      for (const { code, out } of [noCodes, noHub, wrong, teacher, refused]) expect([code, out]).toEqual([2, '']);
    },
    LIMIT_MS,
  );
});
