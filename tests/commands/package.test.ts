import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copied, inOrder, text } from '../../src/commands/package/packed-file.ts';
import { packagesNamedIn, readLock, withWhatTheyNeed } from '../../src/commands/package/packages-needed.ts';
import { platformNote } from '../../src/commands/package/read-me.ts';
import { sayDisk } from '../../src/commands/package/sentences.ts';
import { startScripts } from '../../src/commands/package/start-scripts.ts';
import { writeTarball } from '../../src/commands/package/tarball.ts';
import { isFree, writeFolder } from '../../src/commands/package/write-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-package-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the packages that go along', () => {
  const lock = readLock(PROJECT);

  test('are those that the sources name, however they import them', () => {
    const source = `import 'a';\nimport type { B } from '@b/c/deep';\nawait import('d');\nimport { e } from './e.ts';\nimport 'node:fs';`;
    expect(packagesNamedIn([source])).toEqual(['@b/c', 'a', 'd']);
  });

  test('bring what they need, and none that only tests or screens need', () => {
    const found = withWhatTheyNeed(['fastify', 'pg', 'yjs'], lock, PROJECT);
    expect(found).toEqual(expect.arrayContaining(['node_modules/pino', 'node_modules/pg-pool', 'node_modules/lib0']));
    expect(found.filter((path) => /vitest|playwright|typescript|svelte|pdfjs/.test(path))).toEqual([]);
  });

  test('run nothing when they are installed: a copy of their files is all of them', () => {
    const installed = Object.entries(lock).filter(([path, { dev }]) => path !== '' && !dev);
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });
});

describe('the folder', () => {
  const files = [text('PLATEFORME.txt', platformNote('0.1.0')), ...startScripts()];

  test('takes the place of an earlier one whole, and of nothing else', async () => {
    const to = join(folder, 'malle');
    expect(await isFree(to)).toBe(true);
    await writeFolder(to, [...files, text('old.txt', '')]);
    expect(await isFree(to)).toBe(true);
    await writeFolder(to, files);
    expect(await readdir(folder)).toEqual(['malle']);
    expect(await readdir(to)).not.toContain('old.txt');
    expect((await stat(join(to, 'demarrer.sh'))).mode & 0o111).toBe(0o111);
    const data = join(folder, 'data');
    await mkdir(data);
    await writeFile(join(data, 'cartable.sqlite'), '');
    expect([await isFree(data), await isFree(join(data, 'cartable.sqlite'))]).toEqual([false, false]);
  });

  test('is what it was where it cannot be written to its end', async () => {
    const to = join(folder, 'malle');
    await writeFolder(to, files);
    await expect(writeFolder(to, [text('new.txt', ''), copied('x', join(folder, 'nowhere'))])).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['malle']);
    expect(await readdir(to)).toContain('demarrer.sh');
  });

  test('a full disk and another’s folder are said', async () => {
    expect(sayDisk(true, '/usb', 'ENOSPC')[0]).toMatch(/pas assez de place/);
    await writeFile(join(folder, 'mine.txt'), '');
    const command = join(PROJECT, 'src/commands/package.ts');
    const app = join(folder, 'app');
    await mkdir(app);
    await writeFile(join(app, 'index.html'), '');
    const failed = run(process.execPath, [command, '--to', folder], { env: { ...process.env, APP_DIR: app } });
    await expect(failed).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('rien n’a été touché') });
    expect((await readdir(folder)).sort()).toEqual(['app', 'mine.txt']);
  });
});

test('the archive is read by any tar, keeps programs programs and long paths whole, and is the same each time', async () => {
  const long = `${'a'.repeat(90)}/${'b'.repeat(90)}.txt`;
  const files = inOrder([...startScripts(), text(long, 'long'), text('é.txt', 'été')]);
  const made = join(folder, 'made');
  await writeFolder(made, files);
  const order = { folder: made, files, top: 'cartable-malle', at: Date.UTC(2026, 10, 28) };
  const archives = [join(folder, '1.tar.gz'), join(folder, '2.tar.gz')];
  for (const to of archives) await writeTarball({ ...order, to });
  const [one, two] = await Promise.all(archives.map((path) => readFile(path)));
  expect(one!.equals(two!)).toBe(true);
  execFileSync('tar', ['-xzf', archives[0]!, '-C', folder]);
  const out = join(folder, 'cartable-malle');
  expect(await readFile(join(out, long), 'utf8')).toBe('long');
  expect(await readFile(join(out, 'é.txt'), 'utf8')).toBe('été');
  expect((await stat(join(out, 'demarrer.sh'))).mode & 0o111).toBe(0o111);
  expect((await stat(join(out, 'é.txt'))).mode & 0o111).toBe(0);
});

test('a script says that it is not for this system, where its Node is not there', async () => {
  await writeFolder(join(folder, 'malle'), startScripts());
  const failed = run(join(folder, 'malle', 'demarrer.sh'), []);
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('PLATEFORME.txt') });
});

test('on Windows lines end as there, and a script stays in its own folder', () => {
  const start = startScripts().find(({ path }) => path === 'demarrer.cmd')?.from as { text: string };
  expect(start.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(start.text).toContain('"%~dp0node\\node.exe"');
  expect(start.text).toContain('--trolley --data "%DATA_DIR%" %*');
});
