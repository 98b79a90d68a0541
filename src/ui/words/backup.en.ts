import type { backupFr } from './backup.fr.ts';
import { plural } from './plural.ts';

export const backupEn: typeof backupFr = {
  title: 'Backups',
  loading: 'One moment…',
  newest: (moment) => `The last backup was made on ${moment}.`,
  none: 'There is no backup yet.',
  daily: 'One is made each day that the trolley is on, without anyone thinking of it.',
  notDaily: 'None is made by itself here: think of it every week.',
  why: 'A backup holds all: classes, accounts, works, files, and what makes the tablets recognise the trolley.',
  make: 'Make a backup now',
  steps: { copying: 'Copying. The class can go on.', checking: 'Reading the copy again…' },
  made: 'Done, and read back.',
  failures: {
    full: 'There is not enough room on the trolley’s disk. Nothing is lost: the earlier backups are there. Make room, then try again.',
    unwritable:
      'The disk refuses to write at that place. Nothing is lost: the earlier backups are there. Check the folder below.',
    'data-damaged':
      'The trolley’s data is damaged: nothing was saved. Keep the earlier backups, and call your IT person to start again from the last one.',
    postgres: 'This school’s data is in a PostgreSQL database, which has backups of its own: ask who looks after it.',
    'broken-off': 'The backup broke off. Nothing is lost: the earlier backups are there. Try again.',
  },

  kept: 'Backups kept',
  keptWhy: (most) => plural('en', most, { one: 'The last one is kept.', other: 'The last # are kept.' }),
  where: 'They are on the trolley’s computer, in',
  elsewhere: 'A computer can be stolen or break: download one now and then, and keep it somewhere else.',
  locked:
    'A backup holds the children’s works and names, and the trolley’s keys: keep it locked away, on an encrypted stick for example, and never send it by mail.',
  download: (moment) => `Download the backup of ${moment}`,
  downloadShort: 'Download',
  downloading: 'The file is coming…',
  downloaded: 'The backup is in this browser’s downloads: put it away, then remove it from here.',
  gone: 'That backup is not there any more: a newer one took its place.',

  restore: 'Starting again from a backup',
  restoreWhy:
    'On the new computer, with the trolley stopped, the IT person gives one command. The tablets recognise it and bring back what was done since.',
  restoreFolder: 'In the Cartable folder (on Windows: restaurer.cmd)',
  restoreSources: 'Or, from the sources',
};
