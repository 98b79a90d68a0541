import type { cardFr } from './card.fr.ts';

export const cardEn: typeof cardFr = {
  title: 'Show your card',
  close: 'Close',
  opening: 'I am getting my eye ready…',
  show: 'Show the square of your card to the tablet.',
  preview: 'What the tablet sees',
  said: {
    'not-a-card': 'That is not a satchel card. Show the square of your card.',
    unknown: 'This card opens nothing here. Ask your teacher.',
  },
  blind: {
    'no-camera': 'This tablet cannot see your card. Touch your animal, then your three pictures.',
    refused: 'The tablet is not allowed to look. Ask your teacher, or touch your animal, then your three pictures.',
  },
  again: 'Try again',
  toFaces: 'Back to the animals',
};
