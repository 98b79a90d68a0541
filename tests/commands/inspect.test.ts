import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe as suite, expect, test } from 'vitest';
import { MAX_ROSTER_BYTES } from '../../src/classroom/roster/roster.ts';
import { describe } from '../../src/commands/inspect/describe.ts';
import { inspectFile } from '../../src/commands/inspect/inspect-file.ts';
import { en } from '../../src/commands/inspect/sentences-en.ts';
import { fr } from '../../src/commands/inspect/sentences-fr.ts';
import { sampleTables, zipped } from '../support/oneroster.ts';
import { zipOf } from '../support/zip-of.ts';

const COMMAND = fileURLToPath(new URL('../../src/commands/inspect.ts', import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/onde/${name}.csv`, import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartable-inspect-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const settings = { env: { PATH: process.env['PATH'] ?? '', ...env } };
  return new Promise((done) => {
    execFile(process.execPath, [COMMAND, ...args], settings, (error, stdout) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout }),
    );
  });
}

const lastLine = (output: string) => JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');

suite('the command', () => {
  test('several files: sentences, then one line of JSON; 1 when one of them cannot be imported', async () => {
    const { code, output } = await run([fixture('form-b'), fixture('responsables'), '--json']);
    expect(code).toBe(1);
    expect(output).toContain('C’est l’export des responsables d’ONDE.');
    expect(lastLine(output)).toMatchObject({
      canImport: false,
      files: [
        { canImport: true, kind: 'onde-pupils', pupils: 3, homonyms: [{ lines: [2, 3] }] },
        { canImport: false, kind: 'list', reason: 'not-an-onde-export', looksLike: 'responsables' },
      ],
    });
  });

  test('OneRoster’s archive: pupils and classes, and each refused line with its table and why', async () => {
    const { code, output } = await run([await fileOf('liste.zip', zipped(sampleTables('1.1'))), '--json']);
    expect(code).toBe(0);
    expect(output).toContain('Liste d’élèves au format OneRoster.');
    expect(output).toContain('enrollments.csv, ligne 8 : la classe n’est pas dans classes.csv');
    expect(lastLine(output).files[0]).toMatchObject({
      kind: 'oneroster-pupils',
      pupils: 3,
      refused: [{ file: 'enrollments.csv', line: 8, reason: 'unknown-class' }, {}, {}],
    });
    const torn = await run([await fileOf('torn.zip', zipped(sampleTables('1.1', { 'classes.csv': undefined })))]);
    expect(torn.code).toBe(1);
    expect(torn.output).toContain('il manque « classes.csv »');
  });

  test('0 when all can be imported; no pupil is named unless asked for', async () => {
    const quiet = await run([fixture('form-a'), fixture('form-b'), '--json']);
    expect(quiet.code).toBe(0);
    expect(quiet.output).not.toMatch(/Zoé|GRONDIN|Hoarau/i);
    const named = await run([fixture('form-b'), '--names', '--json']);
    expect(named.output).toContain('    Léa Hoarau\n');
    expect(lastLine(named.output).files[0].names).toHaveLength(3);
  });

  test.each([
    [{ LANG: 'en_GB.UTF-8' }, 'can be imported'],
    [{ LANG: 'fr_FR.UTF-8' }, 'peut être importé'],
    [{ LANG: 'C' }, 'peut être importé'],
    [{ LANG: 'fr_FR.UTF-8', LC_ALL: 'en_US.UTF-8' }, 'can be imported'],
  ])('%j: %s', async (env, words) => {
    expect((await run([fixture('form-a')], env)).output).toContain(words);
  });

  test('a name is taken from the folder where the person typed it', async () => {
    await fileOf('mine.csv', 'Nom élève;Prénom élève;Niveau;Classe\nA;Lou;CP;CP');
    const env = { npm_lifecycle_event: 'inspect', INIT_CWD: folder };
    expect((await run(['mine.csv'], env)).code).toBe(0);
  });

  test('without a file, or with an unknown option, says how to ask', async () => {
    for (const args of [[], ['--json'], ['--what', fixture('form-a')]]) {
      const { code, output } = await run(args);
      expect(code).toBe(2);
      expect(output).toContain('npm run inspect -- FICHIER');
    }
  });
});

suite('what a file is, whatever it is called', () => {
  test('an .h5p and a .cartable are known by what they hold', async () => {
    const h5p = await fileOf('renamed.csv', zipOf(['content/content.json', 'h5p.json']));
    expect(await inspectFile(h5p)).toEqual({ kind: 'not-yet', format: 'h5p' });
    const lesson = await fileOf('lesson.zip', zipOf(['cartable.json'], 'a comment PK\u0005\u0006 that mimics an end'));
    expect(await inspectFile(lesson)).toEqual({ kind: 'not-yet', format: 'cartable' });
  });

  test('an archive of something else, or with the mark elsewhere than at its root, is of no kind', async () => {
    expect(await inspectFile(await fileOf('a.h5p', zipOf(['inside/h5p.json'])))).toEqual({ kind: 'unknown-kind' });
    expect(await inspectFile(await fileOf('b.h5p', zipOf([])))).toEqual({ kind: 'unknown-kind' });
  });

  test('a PDF, a letter, a picture are of no kind', async () => {
    for (const content of ['%PDF-1.7\n1 0 obj', 'Bonjour', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0)]) {
      expect(await inspectFile(await fileOf('x.csv', content))).toEqual({ kind: 'unknown-kind' });
    }
  });

  test('any bytes behind a zip’s or a list’s beginning are told without a throw', async () => {
    const start = fc.constantFrom([0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6], []);
    const end = fc.uint8Array({ minLength: 18, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), end, async (head, body, tail) => {
        const bytes = Uint8Array.from([...head, ...body, 0x50, 0x4b, 5, 6, ...tail]);
        const finding = await inspectFile(await fileOf('any', bytes));
        expect(['unknown-kind', 'roster-failure']).toContain(finding.kind);
      }),
      { numRuns: 60 },
    );
  });
});

suite('files that are not there to be read', () => {
  test('missing, a folder, a link to nothing, a link to itself', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
    await symlink(join(folder, 'loop'), join(folder, 'loop'));
    const why = async (path: string) => {
      const finding = await inspectFile(path);
      return finding.kind === 'no-file' ? finding.why : finding.kind;
    };
    expect(await why(join(folder, 'nowhere'))).toBe('not-found');
    expect(await why(join(fixture('form-a'), 'below-a-file'))).toBe('not-found');
    expect(await why(folder)).toBe('folder');
    expect(await why(join(folder, 'dangling'))).toBe('not-found');
    expect(await why(join(folder, 'loop'))).toBe('unreadable');
  });

  test('a link to a list is that list', async () => {
    await symlink(fixture('form-c'), join(folder, 'link'));
    expect((await inspectFile(join(folder, 'link'))).kind).toBe('pupils');
  });

  test('a list of one gigabyte is too big, and no more of it is read than an import takes', async () => {
    const path = await fileOf('huge.csv', 'Nom élève;Prénom élève\n'.repeat(100_000));
    const file = await open(path, 'r+');
    await file.truncate(1_000_000_000);
    await file.close();
    const before = process.memoryUsage();
    expect(await inspectFile(path)).toEqual({
      kind: 'roster-failure',
      failure: { kind: 'too-big', unit: 'bytes', max: MAX_ROSTER_BYTES },
    });
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(10 * MAX_ROSTER_BYTES);
  });
});

suite('what a person reads', () => {
  test('refused lines in both languages: line, reason, column; never what the line held', async () => {
    const finding = await inspectFile(fixture('traps'));
    const french = describe('traps.csv', finding, fr, 'without-names').join('\n');
    expect(french).toContain('• ligne 4 : le prénom manque (colonne « Prénom élève »)');
    expect(french).not.toMatch(/ROBERT|calc/);
    expect(describe('traps.csv', finding, en, 'without-names')).toContain('  • line 3: a quote is not closed');
  });

  test('a thousand refused lines are counted, not printed', async () => {
    const rows = Array.from({ length: 1000 }, () => ';;CP;CP').join('\n');
    const path = await fileOf('bad.csv', `Nom élève;Prénom élève;Niveau;Classe\n${rows}`);
    const lines = describe(path, await inspectFile(path), fr, 'without-names');
    expect(lines).toContain('  1000 lignes refusées :');
    expect(lines).toContain('  … et 980 autres');
    expect(lines[0]).toContain('✗');
  });

  test('neither a file’s name nor its headers can steer the terminal', async () => {
    const path = await fileOf('list.csv', 'Nom élève;Prénom élève;Niveau;Classe;\u001b[2Jx\u202e\nA;Lou;CP;CP;');
    const lines = describe('\u001b]0;title\u0007.csv', await inspectFile(path), fr, 'with-names');
    expect(lines.join('\n')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});
