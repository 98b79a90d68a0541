import { plural } from './plural.ts';
import type { signInFr } from './sign-in.fr.ts';

export const signInEn: typeof signInFr = {
  who: 'Who are you?',
  whichClass: 'Which is your class?',
  pupils: (count) => plural('en', count, { one: '# pupil', other: '# pupils' }),
  noClass: 'The class is on its way to the tablet.',
  noClassAway: 'Bring the tablet near the trolley to receive the class.',
  noPupil: 'Nobody is in this class yet.',
  hello: (name) => `Hello ${name}!`,
  notMe: 'That is not me',
  otherClass: 'Another class',
  yourPictures: 'Touch your three pictures',
  progress: (done, wanted) => `${done} of ${wanted}`,
  erase: 'Erase',
  checking: 'Let me see…',
  wrong: 'Those are not your pictures. Try again.',
  pause: 'Rest for a moment, then try again.',
  pauseLeft: (seconds) =>
    seconds >= 60
      ? plural('en', Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' })
      : plural('en', seconds, { one: '# second', other: '# seconds' }),
  forgotten: 'Have you forgotten? Ask your teacher.',
  hearPictures: 'Hear the pictures',
  pictures: {
    sun: 'the sun',
    moon: 'the moon',
    star: 'the star',
    fish: 'the fish',
    tortoise: 'the tortoise',
    bird: 'the bird',
    flower: 'the flower',
    tree: 'the tree',
    house: 'the house',
    boat: 'the boat',
    key: 'the key',
    umbrella: 'the umbrella',
  },
  myCard: 'I have my card',
  leftHere: (name) => `${name} was working here.`,
  leftSafe: 'The work is safe.',
  stillMe: (name) => `I am ${name}`,
  me: (name) => `${name}: this is you`,
  handOver: 'It is someone else’s turn',
  handOverWhy: 'Your work is safe. The satchel closes, and someone else can take the tablet.',
  stay: 'I am staying',
  mySatchel: 'My satchel',
};
