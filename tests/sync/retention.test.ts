import { beforeEach, describe, expect, test, vi } from 'vitest';
import { setClosed, writeAssignment } from '../../src/classroom/assignment.ts';
import { assignmentDocument, lessonDocument, workDocument } from '../../src/classroom/document-id.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { handIn, readHandIn } from '../../src/classroom/hand-in.ts';
import { writeLesson } from '../../src/classroom/lesson.ts';
import { pageOf, textOf } from '../../src/classroom/work.ts';
import { MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { evictForFile, evictForWork } from '../../src/sync/eviction.ts';
import { makingRoom } from '../../src/sync/making-room.ts';
import { LinkError, StorageFailure } from '../../src/sync/ports.ts';
import { DEFAULT_RETENTION, Retention, type RetentionSettings } from '../../src/sync/retention.ts';
import { hasGap, ydocOf } from '../../src/sync/ydoc.ts';
import { failureOf } from '../contracts/failure.ts';
import { ManualClock } from '../support/manual-clock.ts';
import {
  ASSIGNMENT,
  CLASS,
  fillSchool,
  GROUP_ASSIGNMENT,
  GROUP_WORK,
  laptop,
  LESSON,
  tablet,
  TEACHER,
  workOf,
  write,
} from '../support/sample-school.ts';
import { Device, TestNode } from '../support/town.ts';

const DAY = 24 * 60 * 60_000;
const GIVEN = assignmentDocument(ASSIGNMENT);
const AWA = workOf('awa');
const FILM: FileRef = {
  sha256: 'f'.repeat(64),
  chunksSha256: 'c'.repeat(64),
  bytes: 3,
  type: 'video/mp4',
  name: 'film',
};
const SONG: FileRef = { ...FILM, sha256: '5'.repeat(64), bytes: 2, name: 'chant' };

let hub: TestNode;
let up: Device;
let teacher: Device;
let one: Device;
let two: Device;
let clock: ManualClock;
let words: MemoryDeviceStore;
let files: MemoryFileStore;
let retention: Retention;
let forgotten: string[];

const keep = (settings: RetentionSettings = DEFAULT_RETENTION) =>
  new Retention({
    device: 'tablet-1',
    log: one.log,
    projections: one.projections,
    files,
    words,
    checkpoints: { forget: async (doc) => void forgotten.push(doc) },
    downloads: { forget: (sha256s) => void forgotten.push(...sha256s) },
    inTurn: (task) => one.leader.inTurn(task),
    clock,
    journal: one.journal,
    settings,
  });

beforeEach(async () => {
  const ent = await TestNode.open('ent');
  await fillSchool(ent);
  hub = await TestNode.open('hub');
  up = new Device({ device: 'hub-1', role: 'hub', classes: [CLASS], account: '' }, () => ent, { log: hub.log });
  await up.syncOnce();
  await hub.restart(hub.log.image());
  up = new Device({ device: 'hub-1', role: 'hub', classes: [CLASS], account: '' }, () => ent, { log: hub.log });
  teacher = laptop(() => hub);
  one = tablet('tablet-1', () => hub);
  two = tablet('tablet-2', () => hub);
  clock = new ManualClock();
  words = new MemoryDeviceStore();
  files = new MemoryFileStore();
  forgotten = [];
  retention = keep();
  await sync(teacher, one, two);
});

/** Everything goes up to the ENT and its receipts come down. */
async function sync(...devices: Device[]): Promise<void> {
  for (const device of devices) await device.syncOnce();
  await up.syncOnce();
  for (const device of devices) {
    await device.syncOnce();
    await device.leader.projector.catchUp();
  }
}
const close = (assignment: string, closed = true) =>
  teacher.documents.edit(assignmentDocument(assignment), TEACHER, (doc) => setClosed(doc, closed));
const here = async (...docs: string[]) => {
  const ids = new Set(await one.log.documentIds());
  return docs.map((doc) => ids.has(doc));
};
const pageHere = async (doc: string) => textOf(pageOf(ydocOf(await one.log.rowsOf(doc)), 'ecrire'));
/** All that waits for nothing but promises has happened. */
const drained = () => new Promise((resolve) => setImmediate(resolve));
/** Awa wrote, the activity was taken back, and this tablet has known it for so long. */
async function closedFor(days: number): Promise<void> {
  await write(one, AWA, 'awa', 'Elle nage.');
  await sync(one);
  await close(ASSIGNMENT);
  await sync(teacher, one);
  await retention.tidy();
  clock.advance(days * DAY);
}

describe('[S13] an activity that was taken back', () => {
  test('and is opened again at this very moment does not leave under the row that says so', async () => {
    await closedFor(30);
    await close(ASSIGNMENT, false);
    await sync(teacher);
    const settle = one.log.settle.bind(one.log);
    const tidied = new Promise((resolve, reject) => {
      vi.spyOn(one.log, 'settle').mockImplementationOnce((settlement) => {
        retention.tidy().then(resolve, reject); // the row is looked at and not yet stored
        return drained().then(() => settle(settlement));
      });
    });
    await sync(one);
    await tidied;
    await one.leader.projector.catchUp();
    expect(hasGap(ydocOf(await one.log.rowsOf(GIVEN)))).toBe(false);
    expect((await one.projections.get('assignment', GIVEN))?.closed).toBe(false);
    expect(await here(AWA)).toEqual([true]);
  });

  test('leaves after 30 days with its works: log, projections and checkpoints; others stay', async () => {
    await write(one, GROUP_WORK, 'awa', 'À deux.');
    await closedFor(30);
    expect(await retention.tidy()).toEqual({ documents: [GIVEN, AWA], files: [] });
    expect(await here(GIVEN, AWA, lessonDocument(LESSON), GROUP_WORK)).toEqual([false, false, true, true]);
    expect((await one.projections.all('assignment')).map(({ id }) => id)).toEqual([GROUP_ASSIGNMENT]);
    expect((await one.projections.all('work')).map(({ assignment }) => assignment)).toEqual([GROUP_ASSIGNMENT]);
    expect(forgotten).toEqual([GIVEN, AWA]);
    expect(await retention.tidy()).toEqual({ documents: [], files: [] });
  });

  test('stays a moment less than that, and as long as the settings say', async () => {
    await closedFor(30 - 1 / 24);
    expect((await retention.tidy()).documents).toEqual([]);
    retention = keep({ level: 3, closedForMs: 7 * DAY });
    expect((await retention.tidy()).documents).toEqual([GIVEN, AWA]);
  });

  test('is counted from when this device first saw it closed, across restarts, and anew when it was open in between', async () => {
    await closedFor(20);
    retention = keep();
    await retention.tidy();
    await close(ASSIGNMENT, false);
    await sync(teacher, one);
    await retention.tidy();
    await close(ASSIGNMENT);
    await sync(teacher, one);
    await retention.tidy();
    clock.advance(29 * DAY);
    expect((await retention.tidy()).documents).toEqual([]);
    clock.advance(DAY);
    expect((await retention.tidy()).documents).toEqual([GIVEN, AWA]);
  });

  test('[S6] a clock that is put back begins to count anew; other devices’ clocks count for nothing', async () => {
    await closedFor(10);
    const early = new ManualClock();
    clock = early;
    retention = keep();
    early.advance(5 * DAY); // five days after the first look, by a clock that was ten days ahead
    await words.put('retention', { closed: { [ASSIGNMENT]: { since: 10 * DAY, left: false } }, files: [] });
    await retention.tidy();
    early.advance(29 * DAY);
    expect((await retention.tidy()).documents).toEqual([]);
    early.advance(DAY);
    expect((await retention.tidy()).documents).toEqual([GIVEN, AWA]);
  });

  test('stays whole as long as one of its works is not with the ENT', async () => {
    await closedFor(40);
    await write(one, workOf('ben'), 'ben', 'Pas encore parti.');
    expect((await retention.tidy()).documents).toEqual([]);
    await one.syncOnce();
    expect(await one.log.levels([workOf('ben')])).toEqual([2]);
    expect((await retention.tidy()).documents).toEqual([]);
    await sync(one);
    expect((await retention.tidy()).documents).toEqual([GIVEN, AWA, workOf('ben')]);
  });

  test('may leave once the hub has it, where the settings ask for no more', async () => {
    await closedFor(40);
    await write(one, AWA, 'awa', 'Encore.');
    await one.syncOnce();
    await one.leader.projector.catchUp();
    expect((await retention.tidy()).documents).toEqual([]);
    retention = keep({ level: 2, closedForMs: 30 * DAY });
    expect((await retention.tidy()).documents).toEqual([GIVEN, AWA]);
  });

  test('[S9] stays while the upstream refuses one of its works', async () => {
    await closedFor(40);
    await write(one, AWA, TEACHER, 'Refusé.');
    await sync(one);
    expect(await one.log.held()).toHaveLength(1);
    expect((await retention.tidy()).documents).toEqual([]);
  });

  test('takes its lesson along when no other activity names it', async () => {
    await close(GROUP_ASSIGNMENT);
    await closedFor(30);
    const { documents } = await retention.tidy();
    expect(documents).toEqual([GIVEN, assignmentDocument(GROUP_ASSIGNMENT), AWA, lessonDocument(LESSON)]);
    expect(await one.projections.all('lesson')).toEqual([]);
  });

  test('does not come back by itself', async () => {
    await closedFor(30);
    await retention.tidy();
    await write(two, GROUP_WORK, 'ben', 'Plus tard.');
    await sync(two, one);
    expect(await here(GIVEN, AWA, GROUP_WORK)).toEqual([false, false, true]);
  });

  test('an interrupted tidying is finished by the next', async () => {
    await closedFor(30);
    const remove = one.projections.remove.bind(one.projections);
    one.projections.remove = () => Promise.reject(new StorageFailure('aborted'));
    expect(await failureOf(retention.tidy())).toBe('aborted');
    expect(await here(GIVEN)).toEqual([false]);
    one.projections.remove = remove;
    await keep().tidy();
    expect((await one.projections.all('assignment')).map(({ id }) => id)).toEqual([GROUP_ASSIGNMENT]);
    expect(await one.projections.all('work')).toEqual([]);
  });
});

describe('[S13] what left', () => {
  const finish = async () => {
    await close(GROUP_ASSIGNMENT);
    await closedFor(30);
    await retention.tidy();
  };

  test('comes back whole by asking, and stays for as long again', async () => {
    await write(two, workOf('ben'), 'ben', 'Sur l’autre tablette.');
    await sync(two, one);
    await finish();
    expect(await here(GIVEN, AWA, workOf('ben'), lessonDocument(LESSON))).toEqual([false, false, false, false]);
    await retention.bringBack(one.link, [ASSIGNMENT]);
    await one.leader.projector.catchUp();
    await retention.completeReturned(one.link);
    await one.leader.projector.catchUp();
    expect(await pageHere(AWA)).toBe('Elle nage.');
    expect(await pageHere(workOf('ben'))).toBe('Sur l’autre tablette.');
    expect((await one.projections.all('lesson')).map(({ id }) => id)).toEqual([LESSON]);
    expect(await here(assignmentDocument(GROUP_ASSIGNMENT))).toEqual([false]);

    await one.syncOnce();
    clock.advance(29 * DAY);
    expect((await retention.tidy()).documents).toEqual([]);
    clock.advance(DAY);
    expect((await retention.tidy()).documents).toContain(AWA);
  });

  test('is not half there when its activity is opened again', async () => {
    await finish();
    await close(ASSIGNMENT, false);
    await sync(teacher, one);
    expect((await one.projections.all('assignment')).map(({ id, closed }) => [id, closed])).toEqual([
      [ASSIGNMENT, false],
    ]);
    await retention.tidy();
    await retention.completeReturned(one.link);
    expect(await pageHere(AWA)).toBe('Elle nage.');
    expect(await here(lessonDocument(LESSON))).toEqual([true]);
  });

  test('nor when all that was ever heard of it came at once, before it left (found by a schedule)', async () => {
    await close(ASSIGNMENT);
    await sync(teacher);
    one = tablet('tablet-3', () => hub);
    await sync(one);
    await keep({ level: 3, closedForMs: 0 }).tidy();
    expect(await here(GIVEN)).toEqual([false]);
    await close(ASSIGNMENT, false);
    await sync(teacher, one);
    expect(hasGap(ydocOf(await one.log.rowsOf(GIVEN)))).toBe(false);
    expect((await one.projections.all('assignment')).map(({ id }) => id)).toContain(ASSIGNMENT);
  });

  test('nor when another tablet adds to a work what fits on without the rest', async () => {
    await finish();
    await two.documents.edit(AWA, 'awa', (doc) => handIn(doc, 'awa', 1));
    await sync(two, one);
    await retention.tidy();
    await close(ASSIGNMENT, false);
    await sync(teacher, one);
    await retention.completeReturned(one.link);
    expect(await pageHere(AWA)).toBe('Elle nage.');
    expect(readHandIn(ydocOf(await one.log.rowsOf(AWA)))?.handedIn).toBe(true);
  });

  test('[S6] leaves again where something was written into it, though the clock was put back since (found by a schedule)', async () => {
    await finish();
    await words.put('retention', { closed: { [ASSIGNMENT]: { since: clock.now() + DAY, left: true } }, files: [] });
    await write(one, AWA, 'awa', 'Encore.');
    await sync(one);
    await retention.tidy();
    clock.advance(30 * DAY);
    expect((await retention.tidy()).documents).toEqual([AWA]);
  });

  test('a lesson that left comes back when it is handed out anew', async () => {
    await finish();
    await teacher.documents.edit(assignmentDocument('a9'), TEACHER, (doc) =>
      writeAssignment(doc, {
        class: CLASS,
        lesson: LESSON,
        audience: { kind: 'class' },
        by: TEACHER,
        handedOutAt: 0,
        closed: false,
      }),
    );
    await sync(teacher, one);
    expect(await here(lessonDocument(LESSON))).toEqual([false]);
    await retention.completeReturned(one.link);
    expect(await here(lessonDocument(LESSON), AWA, workDocument('a9', 'awa'))).toEqual([true, false, false]);
  });

  test('waits where the upstream does not answer, and is asked for again', async () => {
    await finish();
    await close(ASSIGNMENT, false);
    await sync(teacher, one);
    one.wire.cut = true;
    await expect(retention.completeReturned(one.link)).rejects.toThrow(LinkError);
    one.wire.cut = false;
    await retention.completeReturned(one.link);
    expect(await pageHere(AWA)).toBe('Elle nage.');
    const { requests } = one.wire;
    await retention.completeReturned(one.link);
    expect(one.wire.requests).toBe(requests);
  });
});

/** The sample's lesson gets a film; a second lesson, which no activity names, shares nothing with it. */
async function withFiles(): Promise<void> {
  const step = (id: string, file: FileRef) => ({ id, kind: 'watch' as const, title: id, instruction: '', file });
  await teacher.documents.edit(lessonDocument(LESSON), TEACHER, (doc) =>
    doc.getArray('steps').push([step('voir', FILM)]),
  );
  await sync(teacher, one);
  for (const ref of [FILM, SONG]) {
    await files.begin(ref, ['0'.repeat(64)]);
    await files.putChunk(ref.sha256, 0, new Uint8Array(ref.bytes));
  }
}
const stored = async () => (await files.all()).map(({ ref }) => ref.name);

describe('files', () => {
  test('[S13] of a lesson that leaves leave with it; those that nothing here named are left alone', async () => {
    await withFiles();
    await close(GROUP_ASSIGNMENT);
    await closedFor(30);
    expect((await retention.tidy()).files).toEqual([FILM.sha256]);
    expect(await stored()).toEqual(['chant']);
    expect(forgotten).toContain(FILM.sha256);
  });

  test('[S13] that another lesson names stay', async () => {
    await withFiles();
    await one.projections.put(
      [{ doc: 'lesson/other', kind: 'lesson', value: { ...(await lesson()), id: 'other' } }],
      await one.projections.position(),
    );
    const documentIds = one.log.documentIds.bind(one.log);
    one.log.documentIds = async () => [...(await documentIds()), 'lesson/other'];
    await close(GROUP_ASSIGNMENT);
    await closedFor(30);
    expect((await retention.tidy()).files).toEqual([]);
    expect(await stored()).toEqual(['chant', 'film']);
  });

  test('[S13] whose removal was interrupted leave at the next tidying', async () => {
    await withFiles();
    await close(GROUP_ASSIGNMENT);
    await closedFor(30);
    const remove = files.remove.bind(files);
    files.remove = () => Promise.reject(new StorageFailure('aborted'));
    expect(await failureOf(retention.tidy())).toBe('aborted');
    files.remove = remove;
    expect((await keep().tidy()).files).toEqual([FILM.sha256]);
  });

  const lesson = async () => (await one.projections.all('lesson')).find(({ id }) => id === LESSON)!;
});

describe('[S18] a full disk', () => {
  /** A lesson with a song that is handed out to nobody any more, beside the sample's with its film. */
  async function withClosedLesson(): Promise<void> {
    await withFiles();
    await one.documents.edit(lessonDocument('old'), TEACHER, (doc) =>
      writeLesson(doc, {
        title: 'Vieille',
        subject: '',
        level: '',
        steps: [{ id: 's', kind: 'listen', title: '', instruction: '', file: SONG }],
      }),
    );
    await one.leader.projector.catchUp();
  }
  /** A log on a disk with room for nothing while these files are there. */
  const fullWhile = (names: readonly string[]) => {
    const append = one.log.append.bind(one.log);
    let refusals = 0;
    one.log.append = async (rows) => {
      if (!(await stored()).some((name) => names.includes(name))) return append(rows);
      refusals += 1;
      throw new StorageFailure('full');
    };
    const log = makingRoom(one.log, ['append'], () => evictForWork({ files, projections: one.projections }));
    return { log, refusals: () => refusals };
  };
  const row = { doc: AWA, update: new Uint8Array([0, 0]), author: 'awa', device: 't', authors: [] };

  test('gives way to a pupil’s work: first the files that no open activity needs', async () => {
    await withClosedLesson();
    const { log, refusals } = fullWhile(['chant']);
    const { seq } = await one.log.head();
    expect(await log.append([row])).toMatchObject({ seq: seq + 1 });
    expect(refusals()).toBe(1);
    expect(await stored()).toEqual(['film']);
  });

  test('then those of open ones', async () => {
    await withClosedLesson();
    const { log, refusals } = fullWhile(['chant', 'film']);
    await log.append([row]);
    expect(refusals()).toBe(2);
    expect(await stored()).toEqual([]);
  });

  test('is full where nothing can leave any more, and what no lesson names is not taken', async () => {
    await withFiles();
    const { log } = fullWhile(['chant']);
    expect(await failureOf(log.append([row]))).toBe('full');
    expect(await stored()).toEqual(['chant']);
  });

  test('other failures and other calls are as they were', async () => {
    await withClosedLesson();
    one.log.append = () => Promise.reject(new StorageFailure('closed'));
    const log = makingRoom(one.log, ['append'], () => evictForWork({ files, projections: one.projections }));
    expect(await failureOf(log.append([row]))).toBe('closed');
    expect(await stored()).toEqual(['chant', 'film']);
    expect(await log.head()).toEqual(await one.log.head());
  });

  test('a file that is needed takes the place of one that is not, never of another that is', async () => {
    await withClosedLesson();
    const parts = { files, projections: one.projections };
    expect(await evictForFile(parts, SONG.sha256)).toBe(false);
    expect(await evictForFile(parts, FILM.sha256)).toBe(true);
    expect(await stored()).toEqual(['film']);
    expect(await evictForFile(parts, FILM.sha256)).toBe(false);
    expect(await stored()).toEqual(['film']);
  });
});
