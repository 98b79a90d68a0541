import { plural } from './plural.ts';
import type { rosterFr } from './roster.fr.ts';

const many = (count: number, one: string, other: string): string => plural('en', count, { one, other });
const pupils = (count: number): string => many(count, '# pupil', '# pupils');

export const rosterEn: typeof rosterFr = {
  title: 'Class lists',
  standing: (classes, count) => `${pupils(count)} in ${many(classes, '# class', '# classes')}.`,
  nobody: 'Cartable knows no pupil yet. Begin with the school’s list.',
  loading: 'One moment…',

  modes: {
    update: {
      name: 'Bring the lists up to date',
      why: 'During the year: who arrives, who changes class. Whoever is absent from the file stays, unless you say that they left.',
    },
    'new-year': {
      name: 'Turn to the new school year',
      why: 'With September’s list: pupils change class, whoever is not in it has left the school, old classes close.',
    },
  },
  modeTitle: 'What would you like to do?',
  firstTitle: 'The school’s list',
  choose: 'Choose the file…',
  drop: 'or drop it here',
  dropNow: 'Let go of the file here',
  fileWhy:
    'ONDE’s export of pupils (CSVExtraction.csv), or a OneRoster archive (.zip). Nothing changes before you agree.',
  kept: 'Cartable keeps first name, surname, class, level and groups. Dates of birth, addresses and all else are forgotten at once.',
  reading: 'The file is being read and compared…',
  onlyHere: 'This trolley belongs to the school’s ENT: it updates its classes, the ENT makes new ones.',

  failures: {
    empty: 'There is no pupil in this file.',
    tooBig: 'This file is far larger than a list of pupils. Is it the right one?',
    notText: 'This is no list: another kind of file bears this name (a picture, a workbook…).',
    notList: 'This is no list of pupils that Cartable can read.',
    missing: (names) => `This is not ONDE’s export of pupils: it lacks ${names}.`,
    responsables: 'This is the export of guardians. Take that of pupils, at the same place in ONDE.',
    enseignants: 'This is the export of teachers. Take that of pupils, at the same place in ONDE.',
    oneRosterMissing: (names) => `This OneRoster archive lacks: ${names}.`,
    oneTable: (table) => `This is ${table} alone. The whole OneRoster archive (.zip) is needed.`,
    delta: 'This export only says what changed since another. The whole export is needed.',
    schools: (count) => `This export holds ${count} schools. One for each school is needed.`,
    zips: {
      broken: 'This archive is damaged.',
      doubled: 'This archive holds one table twice.',
      'too-many-entries': 'This archive holds too many files for a list of pupils.',
      'too-big': 'This archive, unpacked, is far too large for a school.',
    },
    safe: 'Nothing was changed.',
  },

  draftTitle: { update: 'What this file changes', 'new-year': 'The new year according to this file' },
  read: (count) => `${pupils(count)} in the file.`,
  same: 'All is so already: this file changes nothing.',
  elsewhere: (count) =>
    many(
      count,
      '# pupil is in a class that this trolley does not have: left out.',
      '# pupils are in classes that this trolley does not have: left out.',
    ),
  refused: (count) => many(count, '# line was not taken', '# lines were not taken'),
  refusedLine: (line, file, why, column) =>
    `${file === undefined ? 'Line' : `${file}, line`} ${line}: ${why}${column === undefined ? '.' : ` (column “${column}”).`}`,
  refusedMore: (count) => `… and ${count} more.`,
  reasons: {
    'broken-quotes': 'a quotation mark is never closed',
    'too-many-cells': 'there are more cells than columns',
    'no-first-name': 'the first name is missing',
    'no-last-name': 'the surname is missing',
    'no-class': 'the class is missing',
    'no-level': 'the level is missing',
    'too-long': 'the text is too long for a name',
    formula: 'the cell begins like a formula (=, +, - or @), which is no name',
    'bad-character': 'the cell holds an invisible or damaged character',
    'several-classes': 'the pupil is in several classes',
    'unknown-user': 'the person is not in the file',
    'unknown-class': 'the class is not in the file',
    'doubled-id': 'two lines bear the same id',
  },
  otherReason: 'the line cannot be read',

  doubts: (count) => many(count, '# pupil to recognise', '# pupils to recognise'),
  doubtsWhy:
    'Cartable does not guess: say who it is. What you leave waiting changes nothing and comes again next time.',
  who: (name) => `Who is ${name}?`,
  doubtOf: { 'same-name': 'Somebody has this name already.', 'other-surname': 'Perhaps a new surname.' },
  wait: 'Leave waiting',
  isNew: 'A new pupil',
  inClass: (className, level) => `${className}, level ${level}`,
  isKnown: (name, className, level) => `It is ${name} (${className}, level ${level})`,
  twice: 'Two lines name the same pupil: change one of them.',

  newClass: 'new class',
  closes: 'will be closed',
  notInFile: 'not in the file',
  renamed: (former) => `was called ${former}`,
  unchanged: (count) => many(count, '# unchanged', '# unchanged'),
  kinds: {
    arrival: (count) => many(count, '# arrives', '# arrive'),
    back: (count) => many(count, '# comes back', '# come back'),
    moved: (count) => many(count, '# changes class', '# change class'),
    changed: (count) => many(count, '# changed', '# changed'),
    absent: (count) => many(count, '# absent from the file', '# absent from the file'),
  },
  kind: {
    arrival: 'Arrives',
    back: 'Comes back',
    moved: 'Changes class',
    changed: 'Changed',
    absent: 'Not in the file',
  },
  homonym: 'same name as another',
  pupil: 'Pupil',
  what: 'What changes',
  choice: 'Your choice',
  take: 'Take',
  takeOne: (name) => `Take: ${name}`,
  hasLeft: 'Has left the school',
  hasLeftOne: (name) => `Has left the school: ${name}`,
  from: (className) => `comes from ${className}`,
  change: (before, after) => `${before} → ${after}`,
  noGroup: 'no group',

  save: (count) => many(count, 'Save this change', 'Save these # changes'),
  nothingToSave: 'Nothing to save',
  saving: 'Saving…',
  otherFile: 'Take another file',
  again: 'Read this file again',
  confirmTitle: 'Turn to the new school year?',
  confirmLeft: (count) => many(count, '# pupil leaves the school', '# pupils leave the school'),
  confirmErased:
    'Whoever leaves the school leaves the lists now; their work is erased within 90 days. First take out what should be, in “Data”.',
  confirmMany: 'That is more than half of the school. Is this the file of the whole school?',
  confirmOpen:
    'Activities of last year that are still open stay open in the classes that keep their name: remember to collect them.',
  counts: {
    arrivals: (count) => many(count, '# arrival', '# arrivals'),
    moved: (count) => many(count, '# change of class', '# changes of class'),
    changed: (count) => many(count, '# entry changed', '# entries changed'),
    left: (count) => many(count, '# departure', '# departures'),
    newClasses: (count) => many(count, '# new class', '# new classes'),
    closedClasses: (count) => many(count, '# class closed', '# classes closed'),
    renamedClasses: (count) => many(count, '# class renamed', '# classes renamed'),
  },

  meanwhile:
    'Somebody changed the classes meanwhile. Nothing was saved: read the file again to see the difference of today.',
  expired: 'This file has waited too long. Nothing was saved: read it again.',
  done: 'It is saved.',
  alreadySo: 'All was so already: nothing was changed.',
  newClassesNext: 'New classes: give them to tablets and to their teachers in the other tabs of the office.',

  last: 'Last import',
  lastBy: (day, by) => `${day}, by ${by}`,
  undo: 'Undo this import',
  undoTitle: 'Undo this import?',
  undoWhy: 'The lists become as they were. Whoever had left the school comes back, with their code.',
  undone: 'The import is undone: the lists are as they were.',
  undoing: 'Undoing…',
  wasUndone: 'This import was undone.',
  notUndoable: {
    changed: (names) => `It cannot be undone any more: since then ${names} was changed.`,
    worked: (names) => `It cannot be undone any more: work has begun there (${names}).`,
    erased: () => 'It cannot be undone any more: a pupil was erased since.',
    'too-old': () => 'It is more than 30 days old: it cannot be undone any more.',
  },
  someList: 'a list',
};
