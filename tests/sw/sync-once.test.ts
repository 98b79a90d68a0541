import { expect, test } from 'vitest';
import { lessonDocument } from '../../src/classroom/document-id.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { syncOnce } from '../../sw/sync-once.ts';
import { CLASS, fillSchool, laptop, LESSON, tablet, TEACHER, textIn, workOf, write } from '../support/sample-school.ts';
import { TestNode } from '../support/town.ts';

const SONG: FileRef = {
  sha256: '5'.repeat(64),
  chunksSha256: '5'.repeat(64),
  bytes: 3,
  type: 'audio/mpeg',
  name: 'chant',
};

async function closedPage() {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  const teacher = laptop(() => hub);
  await teacher.syncOnce();
  await teacher.documents.edit(lessonDocument(LESSON), TEACHER, (doc) =>
    doc.getArray('steps').push([{ id: 'chant', kind: 'listen', title: '', instruction: '', file: SONG }]),
  );
  await teacher.syncOnce();
  const one = tablet('tablet-1', () => hub);
  const wake = () => syncOnce(one.link, { ...one, device: one.principal.device });
  return { hub, one, wake };
}

test('[S15] the worker makes the exchange that a page makes, and leaves the next page up to date', async () => {
  const { hub, one, wake } = await closedPage();
  await wake();
  await write(one, workOf('awa'), 'awa', 'Elle nage.');
  await wake();
  expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
  expect(await one.log.levels([workOf('awa')])).toEqual([2]);
  expect((await one.projections.all('work')).map(({ owner }) => owner)).toEqual(['awa']);
});

test('[S12] a class that was taken leaves with its files also while no page is open', async () => {
  const { one, wake } = await closedPage();
  await wake();
  await one.files.begin(SONG, ['0'.repeat(64)]);
  await one.files.putChunk(SONG.sha256, 0, new Uint8Array(3));
  one.principal = { ...one.principal, classes: [], revoked: new Set([CLASS]) };
  await wake();
  expect(await one.files.all()).toEqual([]);
  expect(await one.projections.all('lesson')).toEqual([]);
  expect(await one.log.documentIds()).toEqual([]);
});
