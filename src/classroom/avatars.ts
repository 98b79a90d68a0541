import { assert } from '../base/assert.ts';

/** The animals a pupil may be: those of the island and of the school yard. Stored in class documents: add at the end, never rename. */
export const AVATAR_NAMES = [
  'gecko',
  'tec-tec',
  'tortoise',
  'whale',
  'hen',
  'cat',
  'dog',
  'rabbit',
  'owl',
  'fish',
  'butterfly',
  'hedgehog',
  'fox',
  'frog',
  'ladybird',
  'bee',
] as const;
export type AvatarName = (typeof AVATAR_NAMES)[number];

/** The colour of the disc behind the animal. Stored likewise. */
export const AVATAR_COLOURS = ['lagoon', 'flamboyant', 'ylang', 'leaf', 'dusk', 'sky', 'guava', 'sand'] as const;
export type AvatarColour = (typeof AVATAR_COLOURS)[number];

/** The avatar of a place in a class. No two of the first 128 are alike: each round of the animals takes the next colour. */
export function avatarOf(place: number): { readonly animal: AvatarName; readonly colour: AvatarColour } {
  const round = Math.floor(place / AVATAR_NAMES.length);
  const animal = AVATAR_NAMES[place % AVATAR_NAMES.length];
  const colour = AVATAR_COLOURS[(place + round) % AVATAR_COLOURS.length];
  assert(animal && colour, 'there are animals and colours');
  return { animal, colour };
}
