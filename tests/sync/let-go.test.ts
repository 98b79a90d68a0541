import * as Y from 'yjs';
import { beforeEach, describe, expect, test } from 'vitest';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument, lessonDocument } from '../../src/classroom/document-id.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { writeLesson } from '../../src/classroom/lesson.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { StorageFailure } from '../../src/sync/ports.ts';
import { CLASS, fillSchool, laptop, tablet, TEACHER, workOf, write } from '../support/sample-school.ts';
import { type Device, settle, TestNode, until } from '../support/town.ts';

const OTHER = 'cm1b';
const file = (letter: string): FileRef => ({
  sha256: letter.repeat(64),
  chunksSha256: letter.repeat(64),
  bytes: 3,
  type: 'audio/mpeg',
  name: letter,
});
/** Of the class that is taken; of both classes; of the other; of nobody's lesson. */
const [TAKEN, SHARED, STAYS, UNNAMED] = [file('a'), file('b'), file('c'), file('d')];

let hub: TestNode;
let one: Device;

const stored = async () => (await one.files.all()).map(({ ref }) => ref.name);
const listen = (id: string, ref: FileRef) => ({ id, kind: 'listen' as const, title: id, instruction: '', file: ref });

/** A class list is written by the school's own node. */
async function addClass(): Promise<void> {
  const doc = new Y.Doc({ gc: false });
  const teachers = [{ id: TEACHER, name: 'Mme Payet' }];
  writeClass(doc, { name: 'CM1 B', level: 'CM1', pupils: [], groups: [], teachers });
  const push = {
    doc: classDocument(OTHER),
    update: Y.encodeStateAsUpdate(doc),
    author: SCHOOL_ACCOUNT,
    device: 'school',
  };
  await hub.station.responder.answer(
    { device: 'school', role: 'node', classes: [], account: SCHOOL_ACCOUNT },
    { v: PROTOCOL_VERSION, cursor: null, pushes: [push], wants: [] },
  );
}

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  await addClass();
  const teacher = laptop(() => hub);
  teacher.principal = { ...teacher.principal, classes: [CLASS, OTHER] };
  await teacher.syncOnce();
  for (const [id, given, refs] of [
    ['mer', CLASS, [TAKEN, SHARED]],
    ['lune', OTHER, [SHARED, STAYS]],
  ] as const) {
    await teacher.documents.edit(lessonDocument(id), TEACHER, (doc) =>
      writeLesson(doc, { title: id, subject: '', level: '', steps: refs.map((ref) => listen(ref.name, ref)) }),
    );
    await teacher.documents.edit(assignmentDocument(`of-${id}`), TEACHER, (doc) =>
      writeAssignment(doc, {
        class: given,
        lesson: id,
        audience: { kind: 'class' },
        by: TEACHER,
        handedOutAt: 0,
        closed: false,
      }),
    );
    await teacher.syncOnce();
  }
  one = tablet('tablet-1', () => hub);
  one.principal = { ...one.principal, classes: [CLASS, OTHER] };
  for (const ref of [TAKEN, SHARED, STAYS, UNNAMED]) {
    await one.files.begin(ref, ['0'.repeat(64)]);
    await one.files.putChunk(ref.sha256, 0, new Uint8Array(3));
  }
  await one.syncOnce();
  await one.leader.start();
  await until([one], () => one.leader.connection.state.value === 'live');
});

const take = () => {
  one.principal = { ...one.principal, classes: [OTHER], revoked: new Set([CLASS]) };
  one.wire.drop();
  one.wire.cut = false;
};
const gone = async () => (await one.log.documents([lessonDocument('mer')]))[0]!.seq === 0;

describe('[S12] a class that was taken from a tablet', () => {
  test('leaves with the files that its lessons alone named', async () => {
    expect((await one.projections.all('lesson')).map(({ id }) => id).sort()).toEqual(['lune', 'mer', 'tortue']);
    expect([...one.leader.downloads.states.value.keys()]).toContain(TAKEN.sha256);
    take();
    await until([one], async () => (await stored()).length === 3);
    expect(await stored()).toEqual(['b', 'c', 'd']);
    await until([one], async () => (await one.projections.all('lesson')).length === 1);
    expect((await one.projections.all('class')).map(({ id }) => id)).toEqual([OTHER]);
    expect([...one.leader.downloads.states.value.keys()]).not.toContain(TAKEN.sha256);
    await one.leader.stop();
  });

  test('leaves when what was still to be sent of it is sent, not before', async () => {
    one.wire.drop();
    await until([one], () => one.leader.connection.state.value === 'away');
    await write(one, workOf('awa'), 'awa', 'Au dernier moment.');
    expect(await stored()).toEqual(['a', 'b', 'c', 'd']);
    take();
    await until([one], async () => (await stored()).length === 3);
    expect((await hub.log.rowsOf(workOf('awa'))).length).toBe(1);
    await one.leader.stop();
  });

  test('whose files could not be removed loses them at the next start', async () => {
    const remove = one.files.remove.bind(one.files);
    one.files.remove = () => Promise.reject(new StorageFailure('aborted'));
    take();
    await until([one], gone);
    await settle();
    await one.leader.stop();
    expect(await stored()).toEqual(['a', 'b', 'c', 'd']);
    one.files.remove = remove;
    await one.leader.start();
    expect(await stored()).toEqual(['b', 'c', 'd']);
    expect((await one.projections.all('lesson')).map(({ id }) => id)).toEqual(['lune']);
    await one.leader.stop();
  });
});
