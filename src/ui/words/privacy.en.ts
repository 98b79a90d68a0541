import { plural } from './plural.ts';
import type { privacyFr } from './privacy.fr.ts';

export const privacyEn: typeof privacyFr = {
  title: 'The pupils’ data',
  forFamilies: 'What families can read',
  loading: 'One moment…',
  empty: 'Nothing yet.',

  takeOut: 'Take work out',
  takeOutWhy:
    'An archive with the pages and the files, which opens without Cartable. It holds data of children: keep it in a safe place.',
  class: 'Class',
  pupil: 'Pupil',
  wholeClass: 'The whole class',
  download: 'Download the archive',
  preparing: 'The archive is being made…',
  ready: 'The archive is in this browser’s downloads.',

  erase: 'Erase a pupil',
  eraseWhy:
    'Their work and their name leave this server at once, the other servers and the tablets at their next contact. This cannot be taken back.',
  choose: 'Choose…',
  eraseThis: 'Erase this pupil…',
  eraseTitle: (name) => `Erase ${name}?`,
  eraseWarning:
    'Their work, handed in or not, and its earlier versions are erased everywhere. What they wrote with a group stays with the group, without their name. Think of taking their work out first.',
  typeName: (name) => `To confirm, write their name: ${name}`,
  eraseForGood: 'Erase for ever',
  erased: 'It is erased here. The certificate says which devices have done it too.',

  erasures: 'Erasures',
  reasons: { asked: 'asked for', left: 'left the school', elsewhere: 'asked for on another server' },
  on: (day) => `on ${day}`,
  by: (account) => `by ${account}`,
  here: { whole: 'Nothing is left on this server.', partly: 'On this server the name is still to leave the list.' },
  above: { awaited: 'The school’s server does not have the order yet.', ordered: 'The school’s server has the order.' },
  noPlaces: 'No other device had a copy.',
  places: (done, awaited, lost) =>
    [
      plural('en', done, { one: '# device has done it', other: '# devices have done it' }),
      awaited > 0 ? plural('en', awaited, { one: '# is awaited', other: '# are awaited' }) : '',
      lost > 0 ? plural('en', lost, { one: '# will not come back', other: '# will not come back' }) : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  certificate: 'Certificate',

  leavers: 'Pupils who left the school',
  leaversWhy: 'The server erases them by itself, within 90 days after they left.',
  leaves: (day) => `will be erased on ${day}`,

  trail: 'Who looked at what',
  trailWhy: 'Which adult did what, when, about whom. It is kept for a year and cannot be changed.',
  when: 'When',
  who: 'Who',
  what: 'What',
  about: 'About',
  older: 'Older',
  duties: {
    'see-devices': 'Saw the tablets',
    'enrol-tablets': 'Made a device join',
    'manage-devices': 'Managed a device',
    'reset-picture-codes': 'Changed a picture code',
    'import-roster': 'Imported a class list',
    'manage-adults': 'Changed an account',
    'export-pupils': 'Took work out',
    'erase-pupils': 'Erased a pupil',
    'read-audit': 'Read this list',
    'back-up': 'Made or downloaded a backup',
  },
  looked: {
    'manage-adults': 'Saw the accounts',
    'import-roster': 'Opened the import of a list',
    'export-pupils': 'Opened the exports',
    'erase-pupils': 'Opened the erasures',
    'back-up': 'Saw the backups',
  },
};
