import type { keysFr } from './keys.fr.ts';
import { plural } from './plural.ts';

const many = (count: number, one: string, other: string) => plural('en', count, { one, other });

export const keysEn: typeof keysFr = {
  title: 'Pupils’ codes and cards',
  list: 'Pupils',
  has: {
    nothing: 'Comes in without a code',
    code: 'Picture code',
    card: 'Card, no code',
    both: 'Picture code and card',
  },
  newCode: 'New code',
  newCodeOf: (name) => `New code: ${name}`,
  card: 'Card',
  cardOf: (name) => `Card: ${name}`,
  cancel: 'Cancel',

  code: {
    show: (name) => `Show these three pictures to ${name}, in this order.`,
    choose: (name) => `${name} touches their three pictures, in order.`,
    progress: (done, wanted) => `${done} of ${wanted}`,
    order: { 0: 'first', 1: 'then', 2: 'and last' },
    once: 'The code cannot be read again afterwards: another would have to be given.',
    others: 'Other pictures',
    byChance: 'By chance',
    withChild: 'Choose with the pupil',
    again: 'Start again',
    give: 'Give this code',
  },

  oneCard: {
    why: (name) => `With a card, ${name} comes in without the pictures: showing it to the tablet is enough.`,
    hasOne: (name) => `${name} has a card already. A new card replaces the old one.`,
    make: 'Make a card',
    makeNew: 'Make a new card',
    take: 'Withdraw the card',
    lost: 'Lost card? Withdraw it: it will open nothing any more. A tablet far from the trolley learns it when they meet again.',
  },

  allCards: {
    action: 'Cards of the class',
    title: 'Make the cards of the class',
    why: 'An A4 sheet to cut up: the first name, the animal and a square to show to the tablet. No surname.',
    forWhom: 'For whom?',
    without: (count) => many(count, '# pupil who has no card', '# pupils who have no card'),
    everyone: (count) => many(count, 'The whole class: # card', 'The whole class: # cards'),
    replaces: (count) =>
      many(count, 'The card of # pupil will work no more.', 'The cards of # pupils will work no more.'),
    make: 'Make the cards',
  },

  sheet: {
    title: (count) => many(count, '# card to print', '# cards to print'),
    now: 'Print now: for the pupils’ safety these cards are kept nowhere and cannot be printed another time.',
    print: 'Print',
    finish: 'Finished',
    square: (name) => `Square of the card: ${name}`,
  },

  done: {
    code: (name) => `${name} has a new code.`,
    cards: (count) => many(count, '# card is ready.', '# cards are ready.'),
    taken: (name) => `The card opens nothing any more: ${name}.`,
    undone: 'It is as before.',
  },

  idle: {
    label: 'A tablet that nobody touches closes after',
    minutes: (count) => many(count, '# minute', '# minutes'),
  },
};
