import type { historyFr } from './history.fr.ts';
import { plural } from './plural.ts';

export const historyEn: typeof historyFr = {
  open: 'Story of the work',
  close: 'Close the story',
  reading: 'Reading the story…',
  cannotRead: 'The story of this work cannot be read for now. The work is kept.',
  onlyNow: 'This work has no story yet: it was written in one go.',
  position: (version, all) => `Version ${version} of ${all}`,
  move: 'Forward or back in the story',
  before: 'Version before',
  after: 'Version after',
  now: 'Now',
  asItWas: 'The work as it was. You are looking: nothing changes for the pupil.',
  by: (names) => `Written by ${names}`,
  bySomeone: 'Written by someone of the class',
  changed: (added, erased) =>
    [
      added > 0 ? plural('en', added, { one: 'about # letter written', other: 'about # letters written' }) : '',
      erased > 0 ? plural('en', erased, { one: '# erased', other: '# erased' }) : '',
    ]
      .filter((part) => part !== '')
      .join(', '),

  goBack: 'Back to before',
  goBackTitle: 'Your page, before',
  closePupil: 'I close',
  readingPupil: 'Looking for your earlier pages…',
  nonePupil: 'There is no earlier page yet. Go on writing!',
  cannotReadPupil: 'The tablet cannot read your earlier pages. Your work is kept.',
  choose: 'Tap a page to look at it.',
  pages: 'Earlier pages, the latest first',
  earlier: (position) => `Earlier page number ${position},`,
  take: 'Take this page back',
  takeWhy: 'Today’s page is not lost: “Undo” puts it back.',
};
