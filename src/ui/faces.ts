import { AVATAR_COLOURS, AVATAR_NAMES, type AvatarColour, type AvatarName } from '../classroom/avatars.ts';
import type { Pupil } from '../classroom/class-document.ts';

/** The animal and colour of a pupil; a newer trolley may know animals that this page does not draw yet. */
export function faceOf(pupil: Pupil): { animal: AvatarName; colour: AvatarColour } {
  return {
    animal: AVATAR_NAMES.find((name) => name === pupil.animal) ?? AVATAR_NAMES[0],
    colour: AVATAR_COLOURS.find((name) => name === pupil.colour) ?? AVATAR_COLOURS[0],
  };
}

/** First names as a class says them: two Léos are "Léo B." and "Léo P.". */
export function shortNames(pupils: readonly Pupil[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { firstName } of pupils) counts.set(firstName, (counts.get(firstName) ?? 0) + 1);
  const nameOf = ({ firstName, lastName }: Pupil) =>
    (counts.get(firstName) ?? 0) > 1 && lastName ? `${firstName} ${lastName.charAt(0)}.` : firstName;
  return new Map(pupils.map((pupil) => [pupil.id, nameOf(pupil)]));
}
