import type { Place } from '../held/held-work.ts';
import type { heldFr } from './held.fr.ts';
import { plural } from './plural.ts';

const many = (count: number, one: string, other: string) => plural('en', count, { one, other });

const PLACES = { here: 'on this device', trolley: 'in the trolley', elsewhere: 'on another computer' } as const;
const where = (place: Place) => (place.at === 'tablet' ? `on tablet no. ${place.number}` : PLACES[place.at]);

export const heldEn: typeof heldFr = {
  where,
  ofOne: (count: number, who: string, place: Place) =>
    many(
      count,
      `# work by ${who} could not be sent — it is safe ${where(place)}.`,
      `# works by ${who} could not be sent — they are safe ${where(place)}.`,
    ),
  somebody: 'somebody',
  ofSeveral: (count: number) =>
    `${count} works could not be sent — they are safe on the devices on which they were made.`,
  ofDamaged: (count: number) =>
    many(
      count,
      '# work is set aside: a disk has damaged a piece of it.',
      '# works are set aside: a disk has damaged pieces of them.',
    ),
  whatToDo: 'What to do?',
  shortly: (count: number) => many(count, '# work set aside', '# works set aside'),
  dialogTitle: 'Works set aside',
  close: 'Close',
  seen: 'I have seen it',
  safe: 'Nothing is lost. The trolley could not take them; the device keeps them until somebody sees to it.',
  damaged:
    'A disk has damaged a piece of work. The rest is there. Where a tablet, the trolley or the school still has that piece, it comes back by itself.',
  keepDevice: 'Until then, do not reset that device.',
  since: (when: string) => `since ${when}`,
  unknownWork: 'a work',
  stepTake: 'Take the tablet.',
  stepOpen: 'At the top of its screen, tap the sign of the trolley, then “For the teacher”.',
  stepDo: 'Tap “Try again”, or save a copy.',
  trolleySteps: 'What is in the trolley could not go up to the school: tell the person who looks after the trolley.',
  openHere: 'See what this computer keeps',
  why: {
    author: 'The trolley does not know this pupil as its author. Have they changed class or group?',
    copy: 'It seems to come from another device. Is this tablet a copy of another one?',
    size: 'It is too big for the trolley.',
    unreadable: 'The trolley cannot read it.',
    damaged: 'The disk has damaged a piece of it. Trying again will not change that: keep a copy.',
    gone: 'It was erased for good at the school.',
    other: 'The trolley refused it.',
  },

  pageTitle: 'Works set aside',
  forTeacher: 'This page is for the teacher.',
  safeHere: 'The trolley could not take these works. Nothing is lost: this device keeps them.',
  none: 'Nothing is set aside on this device.',
  tryAgain: 'Try again',
  saveCopy: 'Save a copy',
  saved: 'The copy is in this device’s downloads. The work stays here as well.',
  trying: 'On its way again. If the trolley still refuses, the work will come back to this page.',
  tryFailed: 'This device could not send it on its way again. Nothing has changed. Try again in a moment.',
  letGo: 'I understand, keep it here no longer',
  letGoWhy: 'Once a copy is saved, what the disk has damaged may leave this device: you will not be told of it again.',
  letGoFailed: 'This device could not let it go. Nothing has changed. Try again in a moment.',
  copyWhy: 'The copy holds the whole work. Give it to the person who looks after the trolley.',
};
