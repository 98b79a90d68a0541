import { expect, test } from 'vitest';
import type { Assignment } from '../../src/classroom/assignment.ts';
import type { SchoolClass } from '../../src/classroom/class-document.ts';
import type { Work } from '../../src/classroom/work.ts';
import { type Holdings, tasksFor } from '../../src/ui/pupil/tasks.ts';
import { LESSON, PICTURE, sampleClass, SOUND } from '../support/sample-classroom.ts';

const handedOut = (id: string, more: Partial<Assignment> = {}): Assignment => ({
  id,
  class: 'ce2',
  lesson: 'tortue',
  audience: { kind: 'class' },
  by: 'hoarau',
  handedOutAt: 1,
  closed: false,
  ...more,
});
const workOf = (assignment: string, owner: string, more: Partial<Work> = {}): Work => ({
  assignment,
  owner,
  handIn: undefined,
  answers: {},
  stepsDone: [],
  written: 0,
  ...more,
});
const STEPS = LESSON.steps.map((step) => step.id);

async function tasksOfAwa(holdings: Partial<Holdings>) {
  const schoolClass: SchoolClass = { id: 'ce2', ...(await sampleClass()) };
  const all: Holdings = {
    assignments: [],
    lessons: [{ id: 'tortue', ...LESSON }],
    works: [],
    files: new Map(),
    ...holdings,
  };
  return tasksFor('awa', schoolClass, all);
}

test('a closed activity leaves the satchel, but what was handed in stays among the works', async () => {
  const tasks = await tasksOfAwa({
    assignments: [handedOut('left', { closed: true }), handedOut('given', { closed: true })],
    works: [
      workOf('left', 'awa', { written: 12 }),
      workOf('given', 'awa', { handIn: { handedIn: true, by: 'awa', at: 1 } }),
    ],
  });
  expect(tasks.map((task) => [task.assignment.id, task.state])).toEqual([['given', 'handed-in']]);
});

test('a friend who works alone does not make my work begun', async () => {
  const [task] = await tasksOfAwa({ assignments: [handedOut('a')], works: [workOf('a', 'leo', { written: 12 })] });
  expect(task).toMatchObject({ state: 'to-begin', document: 'work/a/awa', nextStep: STEPS[0], finished: false });
});

test('what a friend of the group did is my work too', async () => {
  const [task] = await tasksOfAwa({
    assignments: [handedOut('a', { audience: { kind: 'group', group: 'lagon' } })],
    works: [workOf('a', 'lagon', { stepsDone: STEPS })],
  });
  expect(task).toMatchObject({ state: 'begun', document: 'work/a/lagon', finished: true, nextStep: STEPS.at(-1) });
  expect(task?.group.map((pupil) => pupil.firstName)).toEqual(['Awa', 'Léo', 'Mina']);
});

test('taken back is begun again; another class is not mine', async () => {
  const tasks = await tasksOfAwa({
    assignments: [handedOut('a'), handedOut('b', { class: 'cm1' })],
    works: [workOf('a', 'awa', { handIn: { handedIn: false, by: 'awa', at: 2 }, stepsDone: ['ecouter'] })],
  });
  expect(tasks.map((task) => [task.assignment.id, task.state])).toEqual([['a', 'begun']]);
});

test('[S18] a lesson counts as arrived only when each of its files is whole', async () => {
  const whole = (ref: typeof SOUND) => ({ ref, bytesHere: ref.bytes, complete: true, trouble: undefined });
  const unproved = { ...whole(PICTURE), complete: false };
  const files = (picture: typeof unproved) =>
    new Map([
      [SOUND.sha256, whole(SOUND)],
      [PICTURE.sha256, picture],
    ]);
  const assignments = [handedOut('a')];
  expect((await tasksOfAwa({ assignments, files: files(unproved) }))[0]?.arrival.complete).toBe(false);
  expect((await tasksOfAwa({ assignments, files: files(whole(PICTURE)) }))[0]?.arrival.complete).toBe(true);
  expect((await tasksOfAwa({ assignments, lessons: [] }))[0]?.arrival.complete).toBe(false);
});
