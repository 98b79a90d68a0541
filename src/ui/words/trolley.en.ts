import { plural } from './plural.ts';
import type { trolleyFr } from './trolley.fr.ts';

const daysOf = (days: number) => plural('en', Math.max(0, days), { one: '# day', other: '# days' });

export const trolleyEn: typeof trolleyFr = {
  title: (name) => `The trolley “${name}”`,
  looking: 'The trolley is examining itself: a few seconds…',
  lookAgain: 'Examine again',
  allGood: 'All is well.',
  check: {
    name: 'Its name on the Wi-Fi',
    clock: 'Its clock',
    certificate: 'Its certificate',
    disk: 'The room that is left',
    port: 'Its front door',
    lid: 'With the lid closed',
    backup: 'Its backup',
  },
  states: { good: 'well', attention: 'to watch', bad: 'to mend', unknown: 'not known' },
  unknown: 'The trolley could not find out.',
  name: {
    good: 'It leads here: tablets find it.',
    attention:
      'Nobody answers to this name yet. Use the address in figures, or install Avahi (Linux) or Bonjour (Windows) on this machine.',
    bad: 'It leads to another machine: give one of the two another name.',
  },
  clock: {
    good: 'It seems right.',
    bad: (day) => `It is behind: ${day} has passed already. Set this machine’s clock.`,
  },
  certificate: {
    good: (days) => `Good for another ${daysOf(days)}; it renews itself.`,
    bad: (days) =>
      `Good for ${daysOf(days)} only: it was not renewed. Check the clock and the room that is left, then start the trolley again.`,
  },
  disk: {
    good: (gigabytes) => `${gigabytes} GB free.`,
    bad: (gigabytes) =>
      `${gigabytes} GB free, too little: soon there will be no room for files, then none for work. Remove other files from this machine.`,
  },
  port: {
    good: (port) => `It answers (port ${port}). The machine’s firewall must let the tablets through too.`,
    bad: (port) => `It does not answer (port ${port}): allow Cartable in the machine’s firewall.`,
  },
  lid: {
    good: 'The trolley goes on when the lid is closed.',
    attention:
      'When the lid is closed this machine sleeps and the class loses its trolley: set closing the lid to “do nothing”.',
    unknown:
      'The trolley could not find out whether it sleeps when its lid is closed. Try: with the lid closed, a tablet must still find it.',
  },
  backup: {
    good: (day) => `The last one is of ${day}.`,
    old: (day) =>
      `The last one is of ${day}. The tab “Backup” makes one at once, to be kept elsewhere than in the trolley.`,
    none: 'None yet. The tab “Backup” makes one at once, to be kept elsewhere than in the trolley.',
  },

  prepare: 'Prepare a tablet',
  prepareWhy:
    'The first time, each tablet must learn to trust the trolley: aim its camera at this square, and follow the page that opens. Only then add it at the top of this page.',
  qrLabel: 'Square to aim at: the address of the page that prepares a tablet',
  orOpen: 'Or open one of these addresses:',
  fingerprint: 'The fingerprint to compare',
  fingerprintWhy: 'The page that prepares a tablet shows the same. If a single sign differs, install nothing.',
};
