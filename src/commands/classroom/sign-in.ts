import { err, ok, type Result } from '../../base/result.ts';
import { checkCode } from '../../classroom/picture-code.ts';
import type { PictureName } from '../../classroom/pictures.ts';
import type { Chance } from './chance.ts';
import type { Tablet } from './tablet.ts';
import { type Task, tasksOf } from './tasks.ts';
import type { Trouble } from './trouble.ts';

/** A pupil at a tablet, with what they find to do there. */
export interface Seat {
  readonly tablet: Tablet;
  readonly pupil: string;
  readonly tasks: readonly Task[];
}

/** Sits a pupil down at each tablet, those who work in groups first, and lets them in by their pictures. */
export async function signIn(
  tablets: readonly Tablet[],
  pictures: readonly PictureName[],
  chance: Chance,
): Promise<Result<Seat[], Trouble>> {
  const pupils = await pupilsWithWork(tablets[0]!, chance);
  if (pupils.length === 0) return err({ kind: 'no-pupil' });
  // With more tablets than pupils, a pupil has two of them: what they write there comes together as well.
  const seats = await Promise.all(
    tablets.map((tablet, index) => sitDown(tablet, pupils[index % pupils.length]!, pictures)),
  );
  const signedIn = seats.filter((seat) => seat !== undefined);
  return signedIn.length === seats.length ? ok(signedIn) : err({ kind: 'wrong-pictures' });
}

interface Place {
  readonly pupil: string;
  readonly classId: string;
}

async function pupilsWithWork({ projections }: Tablet, chance: Chance): Promise<Place[]> {
  const found: (Place & { readonly together: boolean })[] = [];
  for (const one of await projections.all('class')) {
    for (const { id, code } of one.pupils) {
      const tasks = code ? await tasksOf(projections, id, one) : [];
      if (tasks.length > 0)
        found.push({ pupil: id, classId: one.id, together: tasks.some(({ together }) => together) });
    }
  }
  return chance.shuffled(found).sort((a, b) => Number(b.together) - Number(a.together));
}

async function sitDown(
  tablet: Tablet,
  { pupil, classId }: Place,
  pictures: readonly PictureName[],
): Promise<Seat | undefined> {
  const itsClass = (await tablet.projections.all('class')).find(({ id }) => id === classId);
  const code = itsClass?.pupils.find(({ id }) => id === pupil)?.code;
  if (!itsClass || !code || !(await checkCode(pictures, code))) return undefined;
  return { tablet, pupil, tasks: await tasksOf(tablet.projections, pupil, itsClass) };
}
