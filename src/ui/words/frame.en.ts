import type { frameFr } from './frame.fr.ts';

export const frameEn: typeof frameFr = {
  product: 'Cartable',
  starting: 'The satchel is opening…',
  language: 'Français',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  notHereYet: 'This part is not on the tablet yet.',
  notHereYetWhy: 'Bring the tablet near the trolley, then try again. Your work is safe.',
  retry: 'Try again',
  wentWrong: 'This page has stopped.',
  wentWrongWhy: 'Your work is safe on the tablet. You can start again.',
  restart: 'Start again',
  unknownPage: 'This page does not exist.',
  goHome: 'Back to the start',
};
