import { plural } from './plural.ts';
import type { teacherFr } from './teacher.fr.ts';

const many = (count: number, one: string, other: string) => plural('en', count, { one, other });

export const teacherEn: typeof teacherFr = {
  pages: 'Pages',
  myClass: 'My class',
  myPupils: 'My pupils',
  myLessons: 'My lessons',
  chooseClass: 'Class shown',
  close: 'Close',
  undo: 'Undo',
  opening: 'The satchel is opening…',

  notJoined: 'This computer has not joined the trolley yet.',
  onlyTeachers: "This page is the teacher's. This is a pupils' tablet.",
  toThePupils: 'Go to the satchel',
  noClass: 'Your class will appear here as soon as the trolley answers.',
  noPupils: 'This class has no pupils yet.',

  link: {
    starting: 'Looking for the trolley…',
    away: 'Away from the trolley',
    joining: 'The trolley answers…',
    hub: 'Linked to the trolley',
    school: 'Linked to the school',
    refused: 'The trolley refuses this computer',
  },
  linkWhy: {
    starting: 'This computer is looking for the trolley. You can begin without it.',
    away: 'You can go on: everything is kept here and will leave by itself when the trolley answers. The board shows what was last known.',
    joining: 'This computer and the trolley are finding each other.',
    hub: 'What you hand out reaches the tablets near the trolley at once.',
    school: 'What you hand out goes to the school at once.',
    refused:
      'The trolley no longer knows this computer. Nothing is lost here. Ask the person who looks after the trolley for a new code.',
  },
  waiting: (count) =>
    many(count, '# change is waiting to go to the trolley.', '# changes are waiting to go to the trolley.'),
  nothingWaiting: 'All that was done here is already in the trolley.',
  connectNow: 'Look for the trolley',
  seeTablets: 'See all the tablets',
  seeTabletsWhy: 'The list of tablets is at the school’s office, which will ask for your password.',

  lessons: {
    title: 'My lessons',
    none: 'No lesson yet.',
    noneHint: 'They will appear here as soon as the trolley answers.',
    steps: (count) => many(count, '# step', '# steps'),
    noFile: 'No file',
    files: (count, size) => `${many(count, '# file', '# files')}, ${size}`,
    filesHere: 'Everything is on this computer',
    filesComing: (here, count) => `${here} of ${count} on this computer`,
    fileTrouble: {
      'hash-mismatch': 'A file arrived damaged. It is being asked for again.',
      full: 'This computer is full. The lesson can be handed out all the same.',
      unreachable: 'The files will arrive when the trolley answers.',
    },
    openFor: (audiences) => `Open now: ${audiences}`,
    unknown: 'This lesson has not reached this computer yet.',
    handOut: 'Hand out',
  },

  step: {
    read: 'Read',
    look: 'Look at a picture',
    listen: 'Listen',
    watch: 'Watch a film',
    exercise: 'Exercise',
    write: 'Write',
    questions: (count) => many(count, '# question', '# questions'),
    page: 'A page to write',
    captions: 'captions',
    spokenInstruction: 'spoken instruction',
  },

  handOut: {
    title: (lesson) => `Hand out “${lesson}”`,
    toWhom: 'To whom?',
    class: 'The whole class',
    group: 'A group',
    pupil: 'One pupil',
    pupils: (count) => many(count, '# pupil', '# pupils'),
    together: 'They will write on one page.',
    noGroup: 'This class has no groups yet.',
    chooseGroup: 'Which group?',
    choosePupil: 'Which pupil?',
    again: (audience) => `Already handed out: ${audience}. The first work is kept.`,
    go: 'Hand out',
    goAgain: 'Hand out again',
    doneTo: (name) => `Handed out to ${name}`,
    doneToClass: 'Handed out to the whole class',
    see: 'See my class',
    undone: 'It is no longer handed out.',
  },

  collect: {
    action: 'Collect',
    title: (lesson) => `Collect “${lesson}”?`,
    explain: 'Pupils will no longer find it in their satchel. All works are kept, handed in or not.',
    missing: (count) => many(count, '# work is not handed in yet.', '# works are not handed in yet.'),
    keep: 'Leave it open',
    done: (lesson) => `“${lesson}” is collected.`,
    undone: (lesson) => `“${lesson}” is open again.`,
    collected: 'collected: pupils no longer see it.',
    before: (count) => many(count, '# collected activity', '# collected activities'),
  },

  trouble: {
    full: 'This computer is full. Nothing has changed for the pupils. Make some room, then try again.',
    other:
      'This computer could not keep it. Nothing has changed for the pupils. Close this page, open it again, then retry.',
  },

  board: {
    title: 'My class',
    open: 'Handed-out activities',
    nothing: 'Nothing is handed out at the moment.',
    chooseLesson: 'Choose a lesson',
    unknownLesson: 'A lesson that has not arrived yet',
    audienceClass: 'whole class',
    handedOutAt: (when) => `handed out ${when}`,
    handedIn: () => 'handed in',
    notYet: () => 'not yet handed in',
    show: 'Show',
    works: 'Works',
    noneOfThese: {
      'handed-in': 'No work is handed in yet.',
      'not-yet': 'Everything is handed in!',
    },
  },

  progress: {
    'not-begun': 'not begun',
    begun: 'under way',
    'handed-in': 'handed in',
  },
  onStepShort: (step, steps) => `step ${step}/${steps}`,
  onStep: (step, steps) => `step ${step} of ${steps}`,
  written: (count) => many(count, '# letter', '# letters'),
  score: (right, total) => `${right} of ${total} right`,
  levels: {
    0: 'Not arrived here yet',
    1: 'On one device only',
    2: 'Safe in the trolley',
    3: 'Safe in the trolley and at school',
  },

  work: {
    of: (name) => `Work: ${name}`,
    back: 'Back to the class board',
    previous: 'Previous work',
    next: 'Next work',
    nothing: 'This work is not begun yet.',
    unknown: 'This work is not on this computer.',
    handedInAt: (when) => `handed in ${when}`,
    words: (count) => many(count, '# word', '# words'),
    blankPage: 'The page is still blank.',
    seen: 'seen',
    notSeen: 'not seen yet',
    opening: 'Opening the work…',
    cannotOpen: 'This work does not open for now. It is kept. Go back to the board, then try again.',
    chosen: 'answer chosen',
    rightAnswer: 'right answer',
  },
  mark: {
    right: 'right',
    partly: 'partly right',
    wrong: 'to look at again',
    unanswered: 'no answer',
  },
};
