import { writeAssignment } from '../../src/classroom/assignment.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import { assignmentDocument, classDocument, lessonDocument } from '../../src/classroom/document-id.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { writeLesson } from '../../src/classroom/lesson.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { describeFile } from '../../src/sync/files/manifest.ts';
import type { FileStore } from '../../src/sync/ports.ts';
import type { Grant } from '../../src/server/accounts.ts';
import type { StrangerClient } from './stranger-client.ts';

/** A school that can be filled, in this process or in one of its own. */
interface School {
  readonly files: FileStore;
  device(grant: Pick<Grant, 'role' | 'classes'>): StrangerClient;
}

/** Classes `here` and `there`, each with two pupils who are a group, a third, and a teacher. */
export const CLASSES = ['here', 'there'] as const;
export type ClassId = (typeof CLASSES)[number];

export const teacherOf = (id: ClassId): string => `${id}-teacher`;
export const pupilOf = (id: ClassId, n: 1 | 2 | 3): string => `${id}-${n}`;
export const groupOf = (id: ClassId): string => `${id}-group`;
export const lessonOf = (id: ClassId): string => `${id}-lesson`;
/** Handed out to the whole class. */
export const forAll = (id: ClassId): string => `${id}-all`;
/** Handed out to the group. */
export const forGroup = (id: ClassId): string => `${id}-together`;

/** Fills a node as a school does, through a hub that speaks for all of it; gives that hub, and each class's file. */
export async function fillTwoClasses(node: School): Promise<{ hub: StrangerClient; files: Record<ClassId, FileRef> }> {
  const hub = node.device({ role: 'hub', classes: CLASSES });
  const files = { here: await storeFile(node, 'ici'), there: await storeFile(node, 'là') };
  for (const id of CLASSES) {
    await fill(hub, id, files[id]);
    await hub.pull();
  }
  return { hub, files };
}

async function fill(hub: StrangerClient, id: ClassId, file: FileRef): Promise<void> {
  const pupils = ([1, 2, 3] as const).map((n) => ({
    id: pupilOf(id, n),
    firstName: `Élève ${n}`,
    lastName: 'Hoarau',
    level: 'CE2',
    animal: 'gecko',
    colour: 'leaf',
  }));
  const group = { id: groupOf(id), name: 'Îlot', pupils: [pupilOf(id, 1), pupilOf(id, 2)] };
  const teachers = [{ id: teacherOf(id), name: 'Mme Payet' }];
  const handedOut = { class: id, lesson: lessonOf(id), by: teacherOf(id), handedOutAt: 0, closed: false };
  await must(
    hub.write(classDocument(id), SCHOOL_ACCOUNT, (doc) =>
      writeClass(doc, { name: `CE2 ${id}`, level: 'CE2', pupils, groups: [group], teachers }),
    ),
  );
  await must(
    hub.write(lessonDocument(lessonOf(id)), teacherOf(id), (doc) =>
      writeLesson(doc, {
        title: 'La tortue',
        subject: 'Sciences',
        level: 'CE2',
        steps: [{ id: 'lire', kind: 'read', title: 'Lis', instruction: 'Lis bien.', file }],
      }),
    ),
  );
  await must(
    hub.write(assignmentDocument(forAll(id)), teacherOf(id), (doc) =>
      writeAssignment(doc, { ...handedOut, audience: { kind: 'class' } }),
    ),
  );
  await must(
    hub.write(assignmentDocument(forGroup(id)), teacherOf(id), (doc) =>
      writeAssignment(doc, { ...handedOut, audience: { kind: 'group', group: groupOf(id) } }),
    ),
  );
}

async function must(result: Promise<{ s: string }>): Promise<void> {
  const { s } = await result;
  if (s !== 'ok') throw new Error(`the school could not be filled: ${s}`);
}

/** Puts a file on the node’s disk. */
export async function storeFile({ files }: School, text: string): Promise<FileRef> {
  const bytes = new TextEncoder().encode(text);
  const { ref, chunks } = await describeFile(bytes, { name: `${text}.pdf`, type: 'application/pdf' });
  await files.begin(ref, chunks);
  await files.putChunk(ref.sha256, 0, bytes);
  return ref;
}
