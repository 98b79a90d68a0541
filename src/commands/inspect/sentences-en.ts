import type { Sentences } from './sentences-fr.ts';

export const en: Sentences = {
  usage: 'Say which file to look at: npm run inspect -- FILE… [--json] [--names]',
  unknownOption: 'There is no such option.',
  importable: 'can be imported',
  notImportable: 'cannot be imported',
  pupils: { onde: 'List of pupils exported from ONDE.', oneroster: 'List of pupils in the OneRoster format.' },
  classLine: (name, levels, pupils) => `${name} (${levels}): ${pupils} pupil${pupils === 1 ? '' : 's'}`,
  total: (pupils, classes) =>
    `${pupils} pupil${pupils === 1 ? '' : 's'} in ${classes} class${classes === 1 ? '' : 'es'}.`,
  noPupil: 'No line gives a pupil.',
  refused: (count) => (count === 1 ? '1 line refused:' : `${count} lines refused:`),
  refusedLine: (line, why, column) => `line ${line}: ${why}${column === undefined ? '' : ` (column "${column}")`}`,
  more: (count) => `… and ${count} more`,
  homonyms: (count) => (count === 1 ? '1 name borne by several pupils:' : `${count} names borne by several pupils:`),
  homonymLine: (lines, classes, name) => `${name === undefined ? '' : `${name}, `}lines ${lines} (${classes})`,
  footer: (lines) => `Below the table, left aside: line ${lines}.`,
  dropped: (columns) => `Read and forgotten at once: ${columns}.`,
  kept: 'Kept: first name, surname, class, level, groups.',
  notYet: { h5p: 'H5P activity.', cartable: 'Cartable lesson.' },
  notYetEnd: 'This version cannot import it yet.',
  unknownKind:
    'This is nothing that Cartable can import. It needs ONDE’s export of pupils (CSVExtraction.csv), or a OneRoster export (.zip).',
  empty: 'The file holds no pupil.',
  tooManyBytes: (max) => `The file is too big for a list of pupils (over ${max / 1024 / 1024} MiB).`,
  tooManyRows: (max) => `The file has too many lines for a school (over ${max}).`,
  missing: (headers) => `This is not ONDE’s export of pupils: ${headers} missing.`,
  missingOneRoster: (names, file) =>
    file === undefined ? `This is no OneRoster export: ${names} missing.` : `In ${file}, ${names} missing.`,
  oneTableAlone: (file) =>
    `This is the table ${file} of a OneRoster export, alone. The whole archive (.zip) is needed.`,
  oneRosterDelta:
    'This OneRoster export tells only what changed since another one: whoever is absent from it has not left. The whole export is needed.',
  severalSchools: (schools) => `This OneRoster export holds ${schools} schools. One for each school is needed.`,
  badZip: {
    broken: 'The archive is damaged.',
    doubled: 'The archive holds the same table twice.',
    'too-many-entries': 'The archive holds too many files for a OneRoster export.',
    'too-big': 'The archive, unpacked, is too big for a school.',
  },
  otherExport: {
    responsables: 'This is ONDE’s export of parents (responsables). The pupils’ one is needed.',
    enseignants: 'This is ONDE’s export of teachers (enseignants). The pupils’ one is needed.',
  },
  noFile: {
    'not-found': 'There is no file at this place.',
    folder: 'This is a folder, not a file.',
    'not-a-file': 'This is no ordinary file.',
    unreadable: 'The file cannot be read.',
  },
  reasons: {
    'broken-quotes': 'a quote is not closed',
    'too-many-cells': 'there are more cells than columns',
    'no-first-name': 'the first name is missing',
    'no-last-name': 'the surname is missing',
    'no-class': 'the class is missing',
    'no-level': 'the level is missing',
    'too-long': 'the text is too long',
    formula: 'the cell begins as a formula does (=, +, - or @)',
    'bad-character': 'the cell holds an invisible or broken character',
    'several-classes': 'the pupil is in several classes',
    'unknown-user': 'the person is not in users.csv',
    'unknown-class': 'the class is not in classes.csv',
    'doubled-id': 'two lines bear the same id',
  },
};
