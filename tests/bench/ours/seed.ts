import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { writeAssignment } from '../../../src/classroom/assignment.ts';
import { writeClass } from '../../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument } from '../../../src/classroom/document-id.ts';
import { Accounts } from '../../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';
import { SqliteProjectionStore } from '../../../src/storage/sqlite/sqlite-projection-store.ts';
import { InlineInspector } from '../../../src/sync/inline-inspector.ts';
import type { DraftRow } from '../../../src/sync/ports.ts';
import { openStation } from '../../../src/sync/station.ts';
import { newYDoc } from '../../../src/sync/ydoc.ts';
import { type Seed, shelfOf } from '../client.ts';

/** Rows that go to the disk in one transaction. */
const BATCH_ROWS = 5_000;

/** A shelf is a class with one assignment, and `a3/17` the work of its pupil 17. */
export const workOf = (doc: string): string => `work/${doc}`;
export const docOf = (work: string): string => work.replace(/^work\//, '');
export const pupilOf = (doc: string): string => doc.split('/')[1]!;

/** Puts a school on the disk of a hub that has not started yet, every edit as a row of its own, as it came one by one. */
export async function seedHub(folder: string, seeds: readonly Seed[]): Promise<void> {
  const database = new SqliteDatabase(join(folder, 'cartable.sqlite'));
  const log = await SqliteLogStore.open(database);
  const drafts = [...shelves(seeds)].flatMap(([shelf, docs]) => shelfRows(shelf, docs));
  for (const seed of seeds) for (const row of rowsOf(seed)) drafts.push(row);
  for (let from = 0; from < drafts.length; from += BATCH_ROWS) await log.append(drafts.slice(from, from + BATCH_ROWS));
  // A hub has projected what it stored long before a tablet returns.
  const projections = new SqliteProjectionStore(database);
  await openStation({ role: 'hub', log, projections, inspector: new InlineInspector(log), journal: new Log(() => 0) });
  database.close();
}

/** Gives each tablet its credential for its classes, as enrolment would. */
export async function enrolAll(folder: string, tablets: readonly (readonly string[])[]): Promise<void> {
  const database = openAccountsDatabase(join(folder, 'accounts.sqlite'));
  const accounts = new Accounts(database);
  database.exec('BEGIN');
  const credentials = tablets.map((docs, index) => {
    const classes = [...new Set(docs.map(shelfOf))];
    return accounts.add({ role: 'tablet', number: index + 1, classes, account: '' }, 0);
  });
  database.exec('COMMIT');
  database.close();
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials));
}

function shelves(seeds: readonly Seed[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { doc } of seeds) found.set(shelfOf(doc), [...(found.get(shelfOf(doc)) ?? []), doc]);
  return found;
}

function shelfRows(shelf: string, docs: readonly string[]): DraftRow[] {
  const pupils = docs.map((doc) => {
    const id = pupilOf(doc);
    return { id, firstName: id, lastName: '', level: 'CE2', animal: 'gecko', colour: 'vert' };
  });
  const school = { name: shelf, level: 'CE2', pupils, groups: [], teachers: [] };
  const audience = { kind: 'class' } as const;
  const assignment = { class: shelf, lesson: shelf, audience, by: 'maitresse', handedOutAt: 0, closed: false };
  return [
    rowOf(classDocument(shelf), (doc) => writeClass(doc, school)),
    rowOf(assignmentDocument(shelf), (doc) => writeAssignment(doc, assignment)),
  ];
}

function rowsOf({ doc, texts }: Seed): DraftRow[] {
  const ydoc = newYDoc();
  const updates: Uint8Array[] = [];
  ydoc.on('update', (update: Uint8Array) => updates.push(update));
  const text = ydoc.getText('text');
  for (const piece of texts) text.insert(text.length, piece);
  return updates.map((update) => draft(workOf(doc), pupilOf(doc), ydoc.clientID, update));
}

function rowOf(doc: string, write: (doc: Y.Doc) => void): DraftRow {
  const ydoc = newYDoc();
  write(ydoc);
  return draft(doc, 'school', ydoc.clientID, Y.encodeStateAsUpdate(ydoc));
}

const draft = (doc: string, author: string, client: number, update: Uint8Array): DraftRow => ({
  doc,
  update,
  author,
  device: 'seed',
  authors: [[client, author, 'seed']],
});
