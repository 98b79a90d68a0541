import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { entryNames, unzip } from '../../support/stored-zip.ts';
import { MAX_ENTRIES, writeZip } from '../../../src/server/privacy/export/zip.ts';
import { slug } from '../../../src/server/privacy/export/entry-names.ts';
import { SchoolNode } from '../../support/school-node.ts';
import type { StrangerClient } from '../../support/stranger-client.ts';
import { fillTwoClasses, forAll, pupilOf, teacherOf } from '../../support/two-classes.ts';

const run = promisify(execFile);
const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> & "quoted"';
let node: SchoolNode;
let hub: StrangerClient;
let head: string;
let teacher: string;

beforeAll(async () => {
  node = await SchoolNode.start();
  ({ hub } = await fillTwoClasses(node));
  head = node.adult('directrice', 'head');
  teacher = node.adult(teacherOf('here'), 'teacher', ['here']);
  for (const n of [1, 2] as const) {
    await hub.write(`work/${forAll('here')}/${pupilOf('here', n)}`, pupilOf('here', n), (doc) => {
      const text = new Y.XmlText(`De l’élève ${n} : ${HOSTILE}`);
      const line = new Y.XmlElement('paragraph');
      line.insert(0, [text]);
      doc.getXmlFragment('page:ecrire').insert(0, [line]);
    });
  }
}, 60_000);
afterAll(() => node.close());

const ask = (path: string, authorization: string) =>
  fetch(`${node.url}/api/privacy/export/${path}`, { headers: { authorization } });

async function taken(path: string, authorization = head): Promise<Map<string, Buffer>> {
  const response = await ask(path, authorization);
  expect(response.headers.get('content-type')).toBe('application/zip');
  return unzip(Buffer.from(await response.arrayBuffer()));
}

describe('an export', () => {
  test('of a pupil has their pages and the files of their lessons, and nothing of another', async () => {
    const files = await taken(`pupil/${pupilOf('here', 1)}`);
    expect([...files.keys()]).toEqual([
      'index.html',
      '001-eleve-1-hoarau/001-la-tortue.html',
      '001-eleve-1-hoarau/index.html',
      expect.stringMatching(/^fichiers\/ici-[0-9a-f]{12}\.pdf$/),
    ]);
    const all = [...files.values()].join('\n');
    expect(all).toContain('De l’élève 1');
    expect(all).not.toContain('De l’élève 2');
    expect(files.get([...files.keys()][3]!)!.toString()).toBe('ici');
  });

  test('escapes what children write: nothing in it runs', async () => {
    const files = await taken('class/here');
    const pages = [...files].filter(([name]) => name.endsWith('.html')).map(([, bytes]) => bytes.toString());
    expect(pages.length).toBe(6);
    for (const html of pages) {
      expect(html).not.toMatch(/<script|<img|<[^>]*\son\w+=/i);
      expect(html).toContain("default-src 'none'");
    }
    expect(pages.join()).toContain('&#60;script&#62;alert(1)');
  });

  test('links lead to what is in it', async () => {
    const files = await taken('class/here');
    for (const [name, bytes] of files) {
      if (!name.endsWith('.html')) continue;
      for (const [, href] of bytes.toString().matchAll(/href="([^"]+)"/g)) {
        const target = new URL(href!, `http://zip/${name}`).pathname.slice(1);
        expect([...files.keys()]).toContain(target);
      }
    }
  });

  test('is for who has the duty, and for their own classes', async () => {
    expect((await ask(`pupil/${pupilOf('here', 1)}`, teacher)).status).toBe(200);
    expect((await ask('class/there', teacher)).status).toBe(403);
    expect((await ask(`pupil/${pupilOf('there', 1)}`, teacher)).status).toBe(403);
    expect((await ask('pupil/nobody', teacher)).status).toBe(403);
    expect((await ask('pupil/nobody', head)).status).toBe(404);
    expect((await ask('class/here', node.adult('erun', 'erun'))).status).toBe(403);
    expect((await ask('class/here', 'Session nobody')).status).toBe(401);
    expect((await ask('class/..%2F..%2Fetc', head)).status).toBe(404);
  });

  test('is offered for the pupils whom one may take out', async () => {
    const classesOf = async (authorization: string) =>
      (await node.ask('GET', '/api/privacy/pupils', { authorization })).body.classes as {
        id: string;
        pupils: object[];
      }[];
    expect((await classesOf(teacher)).map(({ id }) => id)).toEqual(['here']);
    expect((await classesOf(head)).map(({ id, pupils }) => [id, pupils.length])).toEqual([
      ['here', 3],
      ['there', 3],
    ]);
  });

  test('is kept in the audit trail', async () => {
    await taken('class/there');
    const { body } = await node.ask('GET', '/api/privacy/audit', { authorization: head });
    expect(body.lines).toContainEqual(expect.objectContaining({ duty: 'export-pupils', about: ['CE2 there'] }));
  });
});

describe('an archive', () => {
  const bytesOf = async (entries: Parameters<typeof writeZip>[0]): Promise<Buffer> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of writeZip(entries)) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  const entry = (name: string, text: string) => ({ name, chunks: () => [Buffer.from(text)] });

  test('opens with another program', async ({ skip }) => {
    const folder = await mkdtemp(join(tmpdir(), 'cartable-zip-'));
    const file = join(folder, 'a.zip');
    await writeFile(file, await bytesOf([entry('a.html', 'un'), entry('b/c.html', 'deux'), entry('empty.html', '')]));
    const script =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])';
    const outcome = await run('python3', ['-c', script, file, folder]).catch((error: { code?: string }) => error);
    if ('code' in outcome && outcome.code === 'ENOENT') skip('there is no other program here');
    expect(outcome).not.toHaveProperty('code');
    expect((await readdir(folder)).sort()).toEqual(['a.html', 'a.zip', 'b', 'empty.html']);
    expect(await readFile(join(folder, 'b/c.html'), 'utf8')).toBe('deux');
    await rm(folder, { recursive: true });
  });

  test.each(['../a.html', '/a.html', 'a/../b.html', 'A.html', 'a\\b.html', '', '.html', 'a//b.html'])(
    'refuses to hold %j: names stay inside',
    async (name) => {
      await expect(bytesOf([entry(name, '')])).rejects.toThrow('stays inside');
    },
  );

  test('ends before its limit and says what it left out', async () => {
    const left: string[] = [];
    const many = Array.from({ length: MAX_ENTRIES + 2 }, (_, n) => entry(`${n}.html`, ''));
    const pieces: Uint8Array[] = [];
    for await (const piece of writeZip(many, (name) => left.push(name))) pieces.push(piece);
    expect(left).toEqual([`${MAX_ENTRIES}.html`, `${MAX_ENTRIES + 1}.html`]);
    expect(entryNames(Buffer.concat(pieces)).length).toBe(MAX_ENTRIES);
  });

  test.each([
    ['Éloïse d’Été', 'eloise-d-ete'],
    ['../../etc/passwd', 'etc-passwd'],
    ['…', 'sans-titre'],
    ['CON', 'con'],
    ['x'.repeat(99), 'x'.repeat(40)],
  ])('makes of the title %j the name %j', (title, name) => expect(slug(title)).toBe(name));
});
