import { beforeEach, expect, test } from 'vitest';
import { setClosed } from '../../src/classroom/assignment.ts';
import { assignmentDocument, lessonDocument } from '../../src/classroom/document-id.ts';
import { keepTidy, TIDY_EVERY_MS } from '../../src/main/tidying.ts';
import { MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { LONG_DOCUMENT_ROWS } from '../../src/sync/compaction.ts';
import { DEFAULT_RETENTION } from '../../src/sync/retention.ts';
import { TABLET } from '../support/sample-classroom.ts';
import {
  ASSIGNMENT,
  fillSchool,
  GROUP_ASSIGNMENT,
  laptop,
  LESSON,
  tablet,
  TEACHER,
  workOf,
  write,
} from '../support/sample-school.ts';
import { type Device, settle, TestNode, until } from '../support/town.ts';

const GIVEN = assignmentDocument(ASSIGNMENT);
const AWA = workOf('awa');
let ent: TestNode;
let teacher: Device;
let one: Device;

beforeEach(async () => {
  ent = await TestNode.open('ent');
  await fillSchool(ent);
  teacher = laptop(() => ent);
  one = tablet('tablet-1', () => ent);
  for (const device of [teacher, one]) await device.syncOnce();
});

async function close(isClosed: boolean): Promise<void> {
  for (const id of [ASSIGNMENT, GROUP_ASSIGNMENT]) {
    await teacher.documents.edit(assignmentDocument(id), TEACHER, (doc) => setClosed(doc, isClosed));
  }
  await teacher.syncOnce();
}

const stores = new WeakMap<Device, MemoryDeviceStore>();
function tidying(role: 'tablet' | 'teacher') {
  const words = stores.get(one) ?? new MemoryDeviceStore();
  stores.set(one, words);
  return keepTidy({
    stores: { ...one, device: words, files: new MemoryFileStore() },
    leader: one.leader,
    checkpoints: { attach: () => Promise.reject(new Error('not asked for')), forget: async () => {} },
    enrolment: { ...TABLET, device: 'tablet-1', role },
    requests: one.link,
    clock: one.clock,
    log: one.journal,
  });
}
const isHere = async (doc: string) => (await one.log.documentIds()).includes(doc);

test('[S13] a tablet lets go of what may leave while it runs, and has it whole when it is opened again', async () => {
  await write(one, AWA, 'awa', 'Elle nage.');
  await one.syncOnce();
  await close(true);
  await one.syncOnce();
  await one.leader.start();
  const stop = tidying('tablet');
  await settle(); // it has seen that they are closed
  one.clock.advance(DEFAULT_RETENTION.closedForMs);
  await until([one], async () => !(await isHere(AWA)));
  expect(await isHere(GIVEN)).toBe(false);
  expect(await isHere(lessonDocument(LESSON))).toBe(false);
  await close(false);
  await until([one], async () => (await isHere(AWA)) && (await isHere(lessonDocument(LESSON))));
  stop();
  await one.leader.stop();
});

test('[S14] it also puts together what grew long', async () => {
  for (let i = 0; i < LONG_DOCUMENT_ROWS; i++) await write(one, AWA, 'awa', `${i}`);
  await one.syncOnce();
  tidying('tablet')();
  await until([], async () => (await one.log.rowsOf(AWA)).length === 1);
  expect(await one.log.archivedRowsOf(AWA)).toHaveLength(LONG_DOCUMENT_ROWS);
});

test('a teacher’s device keeps all that it has', async () => {
  const timers = one.clock.timers;
  const stop = tidying('teacher');
  expect(one.clock.timers).toBe(timers);
  stop();
});

test('stops', async () => {
  const stop = tidying('tablet');
  expect(one.clock.timers).toBe(1);
  stop();
  one.clock.advance(TIDY_EVERY_MS);
  expect(one.clock.timers).toBe(0);
});
