import { readFile } from 'node:fs/promises';
import { assert } from '../../base/assert.ts';
import { avatarOf } from '../../classroom/avatars.ts';
import type { Group, Pupil, SchoolClass, Teacher } from '../../classroom/class-document.ts';
import { hashCode, type PictureCode } from '../../classroom/picture-code.ts';
import { cellsOf, filledLines } from '../../classroom/roster/csv-lines.ts';
import { decodeText } from '../../classroom/roster/decode-text.ts';
import { properCase } from '../../classroom/roster/names.ts';
import { readOnde } from '../../classroom/roster/read-onde.ts';
import type { RosterClass, RosterPupil } from '../../classroom/roster/roster.ts';

export const CONTENT = new URL('content/', import.meta.url);

/** The one picture code of every pupil of the demonstration; the start prints it, and the pictures of it are on its screen. */
export const DEMONSTRATION_CODE: PictureCode = ['sun', 'fish', 'key'];
/** Far fewer than for real pupils: this code is printed for all to see, and the first start should not take ten seconds more. */
const DEMONSTRATION_CODE_ROUNDS = 10_000;

/** Class that works in groups in the demonstration, as the roster names it. */
const CLASS_WITH_GROUPS = 'CE2 A';
const GROUP_SIZE = 4;
const GROUP_NAMES = ['Îlot des geckos', 'Îlot des baleines'];

/** A teacher of the school's list and the class they have, or '' for none. */
interface ListedTeacher extends Teacher {
  readonly className: string;
}

/** The classes of the demonstration school, from the files that a school would import. */
export async function demonstrationClasses(): Promise<SchoolClass[]> {
  const roster = readOnde(await readFile(new URL('eleves-demo.csv', CONTENT)));
  assert(roster.ok && roster.value.refused.length === 0, 'the roster of the demonstration is whole');
  const teachers = await demonstrationTeachers();
  return Promise.all(roster.value.classes.map((listed) => makeClass(listed, roster.value.pupils, teachers)));
}

async function makeClass(
  { key, name, levels }: RosterClass,
  roster: readonly RosterPupil[],
  teachers: readonly ListedTeacher[],
): Promise<SchoolClass> {
  const listed = roster.filter((pupil) => pupil.classKey === key);
  const pupils = await Promise.all(listed.map((pupil, index) => makePupil(key, pupil, index)));
  return {
    id: key,
    name,
    level: levels.join(' '),
    pupils,
    groups: name === CLASS_WITH_GROUPS ? makeGroups(pupils) : [],
    teachers: teachers.filter(({ className }) => className === name).map(({ id, name }) => ({ id, name })),
  };
}

async function makePupil(classId: string, listed: RosterPupil, index: number): Promise<Pupil> {
  return {
    id: `${classId}-${String(index + 1).padStart(2, '0')}`,
    firstName: listed.firstName,
    lastName: properCase(listed.lastName),
    level: listed.level,
    ...avatarOf(index),
    code: await hashCode(DEMONSTRATION_CODE, DEMONSTRATION_CODE_ROUNDS),
  };
}

function makeGroups(pupils: readonly Pupil[]): Group[] {
  return GROUP_NAMES.map((name, index) => ({
    id: `ilot-${index + 1}`,
    name,
    pupils: pupils.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE).map((pupil) => pupil.id),
  }));
}

/** Columns of ONDE's list of teachers. */
const TEACHER_COLUMNS = ['Civilité', 'Nom usage', 'Nom', 'Classe'] as const;

/** The teachers in the order of their list; the first has the class with groups. */
export async function demonstrationTeachers(): Promise<ListedTeacher[]> {
  const [header, ...lines] = filledLines(decodeText(await readFile(new URL('enseignants-demo.csv', CONTENT)))).map(
    (line) => cellsOf(line),
  );
  assert(header?.ok, 'the list of teachers has a header');
  const places = TEACHER_COLUMNS.map((column) => header.value.indexOf(column));
  return lines.map((cells, index) => {
    assert(cells.ok, 'the list of teachers is whole');
    const [title = '', usageName = '', familyName = '', className = ''] = places.map(
      (place) => cells.value[place] ?? '',
    );
    const name = `${title === 'MME' ? 'Mme' : title} ${properCase(usageName || familyName)}`;
    return { id: `enseignant-${index + 1}`, name, className };
  });
}
