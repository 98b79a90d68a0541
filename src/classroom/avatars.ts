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
