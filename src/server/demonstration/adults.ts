import type { NewAdult } from '../../protocol/office/people.ts';
import type { People } from '../people/people.ts';
import { demonstrationClasses, demonstrationTeachers } from './school.ts';

/** The one password of the demonstration's adults; the start prints it. */
export const DEMONSTRATION_PASSWORD = 'tortue-du-lagon-974';
export const DEMONSTRATION_HEAD = 'directrice';
export const DEMONSTRATION_TEACHER = 'enseignant-1';

/** Gives a node of the demonstration its head and its teachers, once. */
export async function seedDemonstrationAdults({ adults, hasher }: People): Promise<void> {
  if (adults.hasHead()) return;
  const password = await hasher.hash(DEMONSTRATION_PASSWORD);
  for (const adult of await demonstrationAdults()) adults.add(adult, password, { at: Date.now() });
}

/** Teachers under the accounts that their class lists name; the one without a class is the head. */
async function demonstrationAdults(): Promise<NewAdult[]> {
  const [teachers, classes] = await Promise.all([demonstrationTeachers(), demonstrationClasses()]);
  return teachers.map(({ id, name, className }) =>
    className === ''
      ? { account: DEMONSTRATION_HEAD, name, role: 'head', classes: [] }
      : {
          account: id,
          name,
          role: 'teacher',
          classes: classes.filter((one) => one.name === className).map((one) => one.id),
        },
  );
}
