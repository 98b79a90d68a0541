import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { giveCode, readClass } from '../../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument, workDocument } from '../../../src/classroom/document-id.ts';
import { writeAssignment } from '../../../src/classroom/assignment.ts';
import { finishStep } from '../../../src/classroom/work.ts';
import { MAX_ROSTER_BYTES } from '../../../src/classroom/roster/roster.ts';
import type { Applied, DraftAnswer, ImportDraft, RosterState } from '../../../src/protocol/office/roster.ts';
import { SCHOOL_ACCOUNT } from '../../../src/sync/access.ts';
import { ydocOf } from '../../../src/sync/ydoc.ts';
import { SchoolNode } from '../../support/school-node.ts';

const HEADER = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Niveau;Libellé classe";
const row = (surname: string, firstName: string, level: string, className: string) =>
  `${surname};;${firstName};03/09/2017;F;987654321ZZ;12 rue des Filaos;${level};${className}`;
const list = (...rows: string[]) => [HEADER, ...rows].join('\n');
const FIRST = list(
  row('HOARAU', 'Léa', 'CP', 'CP A'),
  row('PAYET', 'Tom', 'CP', 'CP A'),
  row('DIJOUX', 'Ana', 'CE1', 'CE1 B'),
);

/** A hub's first connection on a busy machine. */
const PATIENCE = { timeout: 15_000 };

let node: SchoolNode;
let head: string;

beforeEach(async () => {
  node = await SchoolNode.start();
  head = node.adult('direction', 'head');
});
afterEach(() => node.close());

async function upload(
  file: string | Uint8Array,
  { mode = 'update', authorization = head } = {},
): Promise<{ status: number; body: DraftAnswer }> {
  const response = await fetch(`${node.url}/api/roster/drafts?mode=${mode}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/octet-stream' },
    body: file as BodyInit,
  });
  return { status: response.status, body: (await response.json()) as DraftAnswer };
}

async function draftOf(file: string | Uint8Array, mode = 'update'): Promise<ImportDraft> {
  const { body } = await upload(file, { mode });
  if (body.kind !== 'draft') throw new Error(`no draft: ${JSON.stringify(body)}`);
  return body;
}

const apply = (draft: string, choices: Record<string, string> = {}) =>
  node.ask('POST', `/api/roster/drafts/${draft}/apply`, { authorization: head, body: { choices } });
const stateOf = async () =>
  (await node.ask('GET', '/api/roster', { authorization: head })).body as unknown as RosterState;
const undoLast = async () =>
  (await node.ask('POST', `/api/roster/imports/${(await stateOf()).last?.id}/undo`, { authorization: head })).body[
    'undo'
  ];

async function importAll(file: string, choices: Record<string, string> = {}, mode = 'update'): Promise<Applied> {
  return (await apply((await draftOf(file, mode)).id, choices)).body as unknown as Applied;
}

async function classNow(id: string) {
  return readClass(id, ydocOf(await node.store.rowsOf(classDocument(id))));
}
const namesIn = async (id: string) => (await classNow(id))?.pupils.map(({ firstName }) => firstName);
const pupilCalled = async (id: string, name: string) =>
  (await classNow(id))?.pupils.find(({ firstName }) => firstName === name)?.id ?? '';

describe('a class list', () => {
  test('is compared first and changes nothing, then written in the school’s name and noted in the trail', async () => {
    const before = (await node.store.head()).seq;
    const draft = await draftOf(FIRST);
    expect(draft).toMatchObject({ format: 'onde', pupils: 3, refused: [], elsewhere: 0 });
    expect(draft.rows.map(({ kind }) => kind)).toEqual(['arrival', 'arrival', 'arrival']);
    expect((await node.store.head()).seq).toBe(before);
    expect((await apply(draft.id)).body).toMatchObject({ kind: 'done', counts: { arrivals: 3, newClasses: 2 } });
    expect(await namesIn('cp-a')).toEqual(['Léa', 'Tom']);
    const rows = await node.store.rowsOf(classDocument('cp-a'));
    expect(rows.map(({ author }) => author)).toEqual([SCHOOL_ACCOUNT]);
    const trail = node.database.prepare(`SELECT about FROM audit WHERE duty = 'import-roster'`).all();
    expect(JSON.stringify(trail)).toContain('cp-a');
    expect(JSON.stringify(trail)).not.toContain('Léa');
  });

  test('imported a second time adds no row to the log', async () => {
    await importAll(FIRST);
    const { seq } = await node.store.head();
    const again = await draftOf(FIRST);
    expect(again.rows).toEqual([]);
    expect((await apply(again.id)).body).toEqual({ kind: 'nothing' });
    expect((await node.store.head()).seq).toBe(seq);
  });

  test('leaves no byte of birth dates, addresses, sex or numbers in the log or beside it', async () => {
    await importAll(FIRST);
    const bytes = [...(await node.store.rowsOf(classDocument('cp-a')))].map(({ update }) =>
      new TextDecoder('latin1').decode(update),
    );
    expect(bytes.join()).toContain('Hoarau');
    for (const file of ['cartable.sqlite', 'cartable.sqlite-wal', 'accounts.sqlite', 'accounts.sqlite-wal']) {
      const text = readFileSync(`${node.dataDir}/${file}`, 'latin1');
      expect(text).not.toMatch(/03\/09\/2017|987654321ZZ|Filaos|Date naissance/);
    }
  });

  test('with formulas is taken without those rows, which are named by their line alone', async () => {
    const file = list(
      row('=cmd|/c calc', 'Ali', 'CP', 'CP A'),
      row('PAYET', '@SUM(A1)', 'CP', 'CP A'),
      row('TÉCHER', 'Zoé', 'CP', 'CP A'),
    );
    const draft = await draftOf(file);
    expect(draft.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'formula'],
      [3, 'formula'],
    ]);
    expect(JSON.stringify(draft)).not.toContain('calc');
    await apply(draft.id);
    expect(await namesIn('cp-a')).toEqual(['Zoé']);
  });

  test('is no list where it is something else under a good name, or too large', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);
    expect((await upload(png)).body).toEqual({ kind: 'failure', failure: { kind: 'not-a-csv', why: 'binary' } });
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, ...deflateRawSync('no archive')]);
    expect((await upload(zip)).body).toMatchObject({ kind: 'failure', failure: { kind: 'bad-zip' } });
    const teachers = readFileSync(new URL('../../fixtures/onde/enseignants.csv', import.meta.url));
    expect((await upload(teachers)).body).toMatchObject({ failure: { looksLike: 'enseignants' } });
    expect((await upload(new Uint8Array(MAX_ROSTER_BYTES + 1))).status).toBe(413);
    expect((await upload(FIRST, { mode: 'everything' })).status).toBe(400);
  });

  test('is for who has the duty, and a draft for who made it', async () => {
    const teacher = node.adult('mme-clain', 'teacher', ['cp-a']);
    expect((await upload(FIRST, { authorization: teacher })).status).toBe(403);
    expect((await node.ask('GET', '/api/roster')).status).toBe(401);
    const { id } = await draftOf(FIRST);
    head = node.adult('autre', 'head');
    expect((await apply(id)).status).toBe(404);
  });

  test('tells that somebody else imported meanwhile', async () => {
    await importAll(FIRST);
    const mine = head;
    const { id } = await draftOf(`${FIRST}\n${row('NATIVEL', 'Eva', 'CP', 'CP A')}`);
    head = node.adult('autre', 'head');
    await importAll(`${FIRST}\n${row('BEGUE', 'Ugo', 'CP', 'CP A')}`);
    head = mine;
    expect((await apply(id)).body).toEqual({ kind: 'changed-meanwhile' });
    expect(await namesIn('cp-a')).not.toContain('Eva');
  });

  test('takes only choices that are its rows’ own', async () => {
    const { id } = await draftOf(FIRST);
    expect((await apply(id, { l2: 'left' })).status).toBe(400);
    expect((await apply(id, { nobody: 'take' })).status).toBe(400);
    expect(await classNow('cp-a')).toBeUndefined();
  });
});

describe('who left', () => {
  test('goes to those whom the node erases by itself, and comes back with their id', async () => {
    await importAll(FIRST);
    const tom = await pupilCalled('cp-a', 'Tom');
    const without = list(row('HOARAU', 'Léa', 'CP', 'CP A'), row('DIJOUX', 'Ana', 'CE1', 'CE1 B'));
    expect(await importAll(without, { [`p${tom}`]: 'left' })).toMatchObject({ kind: 'done', counts: { left: 1 } });
    const erasures = await node.ask('GET', '/api/privacy/erasures', { authorization: head });
    expect(erasures.body['leavers']).toMatchObject([{ pupil: tom, className: 'CP A' }]);
    expect(await namesIn('cp-a')).toEqual(['Léa']);
    expect((await draftOf(FIRST)).rows).toMatchObject([{ kind: 'back', after: { name: 'Tom Payet' } }]);
    await importAll(FIRST);
    expect(await pupilCalled('cp-a', 'Tom')).toBe(tom);
    expect(node.database.prepare('SELECT * FROM leavers').all()).toEqual([]);
  });
});

describe('a pupil who changed class', () => {
  const moved = list(
    row('HOARAU', 'Léa', 'CP', 'CP A'),
    row('PAYET', 'Tom', 'CP', 'CE1 B'),
    row('DIJOUX', 'Ana', 'CE1', 'CE1 B'),
  );

  test('is erased out of the history of the list before too; then that import stays', async () => {
    await importAll(FIRST);
    await importAll(moved);
    const tom = await pupilCalled('ce1-b', 'Tom');
    const said = async (id: string) =>
      (await node.store.rowsOf(classDocument(id))).map(({ update }) => new TextDecoder('latin1').decode(update)).join();
    expect(await said('cp-a')).toContain('Payet');
    const erased = await node.ask('POST', '/api/privacy/erasures', {
      authorization: head,
      body: { pupil: tom, confirm: 'Tom Payet' },
    });
    expect(erased.status).toBe(200);
    expect([await said('cp-a'), await said('ce1-b')].join()).not.toContain('Payet');
    expect(await undoLast()).toEqual({ kind: 'erased', names: [] });
    expect(await namesIn('cp-a')).toEqual(['Léa']);
  });
});

describe('an import taken back', () => {
  test('leaves the lists as they were, leavers and all', async () => {
    await importAll(FIRST);
    const before = await Promise.all(['cp-a', 'ce1-b'].map(classNow));
    const next = list(
      row('HOARAU', 'Léa', 'CE1', 'CE1 B'),
      row('PAYET', 'Tom', 'CE1', 'CE1 B'),
      row('PETIT', 'Lou', 'CP', 'CP C'),
    );
    expect(await importAll(next, {}, 'new-year')).toMatchObject({
      kind: 'done',
      counts: { arrivals: 1, moved: 2, left: 1, newClasses: 1, closedClasses: 1 },
    });
    expect(await namesIn('ce1-b')).toEqual(['Léa', 'Tom']);
    expect((await classNow('cp-a'))?.closed).toBe(true);
    expect((await stateOf()).last).toMatchObject({ by: 'direction', undo: { kind: 'possible' } });
    expect(await undoLast()).toMatchObject({ kind: 'undone' });
    expect(await Promise.all(['cp-a', 'ce1-b'].map(classNow))).toEqual(before);
    expect(await classNow('cp-c')).toMatchObject({ pupils: [], closed: true });
    expect(node.database.prepare('SELECT * FROM leavers').all()).toEqual([]);
    expect((await stateOf()).last?.undo).toMatchObject({ kind: 'undone' });
    expect(await undoLast()).toMatchObject({ kind: 'undone' });
  });

  test('is not, where something was built on it: it says what', async () => {
    await importAll(FIRST);
    const hub = node.device({ role: 'hub', classes: ['cp-a', 'ce1-b'] });
    await hub.pull();
    const tom = await pupilCalled('cp-a', 'Tom');
    await hub.write(classDocument('cp-a'), SCHOOL_ACCOUNT, (doc) =>
      giveCode(doc, tom, { salt: 's', hash: 'h', rounds: 1 }),
    );
    expect(await undoLast()).toEqual({ kind: 'changed', names: ['Tom Payet'] });
    expect(await namesIn('cp-a')).toEqual(['Léa', 'Tom']);
  });

  test('is not, where a pupil who moved already works in the new class', async () => {
    await importAll(FIRST);
    await importAll(
      list(
        row('HOARAU', 'Léa', 'CP', 'CP A'),
        row('PAYET', 'Tom', 'CP', 'CE1 B'),
        row('DIJOUX', 'Ana', 'CE1', 'CE1 B'),
      ),
    );
    const tom = await pupilCalled('ce1-b', 'Tom');
    const hub = node.device({ role: 'hub', classes: ['cp-a', 'ce1-b'] });
    await hub.pull();
    await hub.write(classDocument('ce1-b'), SCHOOL_ACCOUNT, (doc) =>
      doc.getMap('teachers').set('mme-payet', { id: 'mme-payet', name: 'Mme Payet' }),
    );
    await hub.write(assignmentDocument('a1'), 'mme-payet', (doc) =>
      writeAssignment(doc, {
        class: 'ce1-b',
        lesson: 'l1',
        audience: { kind: 'class' },
        by: 'mme-payet',
        handedOutAt: 0,
        closed: false,
      }),
    );
    await hub.write(workDocument('a1', tom), tom, (doc) => finishStep(doc, 'lire'));
    expect((await stateOf()).last?.undo).toEqual({ kind: 'worked', names: ['Tom Payet'] });
    expect(await undoLast()).toMatchObject({ kind: 'worked' });
    expect(await pupilCalled('ce1-b', 'Tom')).toBe(tom);
  });
});

test('a trolley below a school’s ENT changes its classes, and makes none', async () => {
  await importAll(FIRST);
  const ent = node;
  const hub = await ent.hub(['cp-a']);
  try {
    head = hub.adult('direction', 'head');
    node = hub;
    await expect.poll(async () => (await stateOf()).pupils, PATIENCE).toBe(2);
    const file = `${FIRST}\n${row('BEGUE', 'Ugo', 'CP', 'CP A')}\n${row('NATIVEL', 'Eva', 'CP', 'CP Z')}`;
    const draft = await draftOf(file);
    expect(draft).toMatchObject({ elsewhere: 2, rows: [{ kind: 'arrival', after: { name: 'Ugo Begue' } }] });
    await apply(draft.id);
    node = ent;
    await expect.poll(() => namesIn('cp-a'), PATIENCE).toEqual(['Léa', 'Tom', 'Ugo']);
  } finally {
    node = ent;
    await hub.close();
  }
}, 30_000);
