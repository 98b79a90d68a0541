/** The twelve pictures of the picture code, in the order of the board a pupil sees. Codes are made of these words: never rename. */
export const PICTURE_NAMES = [
  'sun',
  'moon',
  'star',
  'fish',
  'tortoise',
  'bird',
  'flower',
  'tree',
  'house',
  'boat',
  'key',
  'umbrella',
] as const;
export type PictureName = (typeof PICTURE_NAMES)[number];
