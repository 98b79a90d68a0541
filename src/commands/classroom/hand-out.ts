import { newId } from '../../base/ids.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type Audience, writeAssignment } from '../../classroom/assignment.ts';
import type { SchoolClass } from '../../classroom/class-document.ts';
import { assignmentDocument, type DocumentId } from '../../classroom/document-id.ts';
import { until } from './patience.ts';
import { Tablet } from './tablet.ts';
import type { Trouble } from './trouble.ts';

/** How long the teacher's device may take for each step, in milliseconds. */
const LIMIT_MS = 30_000;

/** A teacher's device joins, hands the first lesson out to each of its classes and to their groups, and leaves. */
export async function handOut(hub: URL, code: string, random: () => number): Promise<Result<DocumentId[], Trouble>> {
  const joined = await Tablet.join({ hub, code, role: 'teacher', random });
  if (!joined.ok) return joined;
  const teacher = joined.value;
  try {
    if (!(await until(() => teacher.isUpToDate(), LIMIT_MS))) return err({ kind: 'too-slow' });
    const lessons = (await teacher.projections.all('lesson')).sort((a, b) => (a.id < b.id ? -1 : 1));
    const [lesson] = lessons;
    if (!lesson) return err({ kind: 'no-lesson' });
    const { classes } = teacher.enrolment;
    const own = (await teacher.projections.all('class')).filter(({ id }) => classes.includes(id));
    const made: DocumentId[] = [];
    for (const one of own) {
      for (const audience of audiencesOf(one)) made.push(await give(teacher, one.id, lesson.id, audience));
    }
    const sent = await until(async () => (await teacher.log.pendingCount()).rows === 0, LIMIT_MS);
    return sent ? ok(made) : err({ kind: 'too-slow' });
  } finally {
    await teacher.stop();
  }
}

function audiencesOf({ groups }: SchoolClass): Audience[] {
  return [{ kind: 'class' }, ...groups.map(({ id }): Audience => ({ kind: 'group', group: id }))];
}

async function give(teacher: Tablet, classId: string, lesson: string, audience: Audience): Promise<DocumentId> {
  const by = teacher.enrolment.account;
  const id = assignmentDocument(newId());
  const { doc } = await teacher.open(id, by);
  writeAssignment(doc, { class: classId, lesson, audience, by, handedOutAt: Date.now(), closed: false });
  await teacher.close(id);
  return id;
}
