import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sayService } from '../../../src/commands/trolley/sentences.ts';
import { systemdUnit, windowsTask, writeServiceFiles } from '../../../src/commands/trolley/autostart-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-service-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (text: string, name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
const element = (text: string, name: string): string => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1] ?? '';
const unitFor = (data: string): string => systemdUnit({ folder: data, host: '0.0.0.0', writes: [data] });

/** Whether systemd has nothing to say against a file; where it is not there, nobody asks it. */
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the systemd unit', () => {
  test('starts the trolley on its data, comes back when it dies, and writes nowhere else', () => {
    const unit = unitFor('/srv/malle');
    expect(line(unit, 'ExecStart')).toMatch(
      /^".+" "--disable-.+start\.ts" "--trolley" "--data" "\/srv\/malle" "--host" "0\.0\.0\.0"$/,
    );
    expect(line(unit, 'Restart')).toBe('always');
    expect(line(unit, 'ReadWritePaths')).toBe('"/srv/malle"');
    expect(line(unit, 'ProtectSystem')).toBe('strict');
  });

  test('keeps spaces, percents, quotes and dollars of a path as they are', () => {
    const unit = unitFor('/srv/La "malle" 100% $HOME');
    expect(line(unit, 'ExecStart')).toContain('"/srv/La \\"malle\\" 100%% $$HOME"');
    expect(line(unit, 'ReadWritePaths')).toBe('"/srv/La \\"malle\\" 100%% $HOME"');
  });

  test.skipIf(!hasSystemd)('is found good by systemd', async () => {
    const { unit } = writeServiceFiles(join(folder, 'service'), {
      folder: '/srv/La malle 100% $HOME',
      host: '0.0.0.0',
      writes: ['/srv/La malle 100% $HOME', '/mnt/autre disque'],
    });
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    const said = (stdout + stderr).split('\n').filter((text) => text.includes('cartable.service'));
    expect(said).toEqual([]);
  });
});

describe('the Windows task', () => {
  test('starts with the machine, without end and on battery', () => {
    const task = windowsTask({ folder: 'D:\\La malle & co', host: '0.0.0.0', writes: [] });
    expect(task).toContain('<BootTrigger>');
    expect(element(task, 'ExecutionTimeLimit')).toBe('PT0S');
    expect(element(task, 'DisallowStartIfOnBatteries')).toBe('false');
    expect(element(task, 'StopIfGoingOnBatteries')).toBe('false');
    expect(element(task, 'Arguments')).toContain('&#34;--data&#34; &#34;D:\\La malle &#38; co&#34;');
  });

  test('keeps the backslash at the end of a path inside its quotes', () => {
    expect(element(windowsTask({ folder: 'D:\\', host: '::', writes: [] }), 'Arguments')).toContain(
      '&#34;D:\\\\&#34; &#34;--host&#34;',
    );
  });

  test('is XML, in the encoding that schtasks reads for certain', async () => {
    const { task } = writeServiceFiles(folder, { folder: '/srv/malle', host: '0.0.0.0', writes: [] });
    const bytes = await readFile(task);
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    const text = bytes.toString('utf16le');
    expect(text.startsWith('\ufeff<?xml version="1.0" encoding="UTF-16"?>')).toBe(true);
    const open = [...text.matchAll(/<([A-Z]\w*)/g)].length;
    expect([...text.matchAll(/<\/[A-Z]\w*>/g)]).toHaveLength(open);
  });
});

test('what is to be done is said with the paths that were written', () => {
  const writes = ['/srv/malle', '/mnt/sauvegardes'];
  const files = writeServiceFiles(join(folder, 'le service'), { folder: '/srv/malle', host: '0.0.0.0', writes });
  const said = sayService(files);
  expect(said).toContain(`cp "${files.unit}"`);
  expect(said).toContain(`/XML "${files.task}"`);
  for (const one of writes) expect(said).toContain(`icacls "${one}" /grant "*S-1-5-19:(OI)(CI)M"`);
});

test('by the command: the files are written, the name is kept, and nothing is started', async () => {
  const start = new URL('../../../src/commands/start.ts', import.meta.url).pathname;
  const [data, into] = [join(folder, 'la malle'), join(folder, 'service')];
  const args = ['--disable-warning=ExperimentalWarning', start, '--trolley', '--name', 'Malle n° 3', '--data', data];
  const backups = join(folder, 'autre disque');
  const wishes = ['--service-files', into, '--backups', backups];
  const said = execFileSync(process.execPath, [...args, ...wishes], { encoding: 'utf8' });
  expect(said).toContain(join(into, 'cartable.service'));
  expect(JSON.parse(await readFile(join(data, 'trolley.json'), 'utf8'))).toMatchObject({ name: 'malle-3' });
  expect(line(await readFile(join(into, 'cartable.service'), 'utf8'), 'ReadWritePaths')).toBe(`"${data}" "${backups}"`);
});
