import { french } from './french.ts';

export const frameFr = french({
  product: 'Cartable',
  starting: 'Le cartable s’ouvre…',
  language: 'English',
  close: 'Fermer',
  cancel: 'Annuler',
  back: 'Retour',
  notHereYet: 'Cette partie n’est pas encore sur la tablette.',
  notHereYetWhy: 'Rapproche la tablette de la malle, puis essaie de nouveau. Ton travail est gardé.',
  retry: 'Réessayer',
  wentWrong: 'Cette page s’est arrêtée.',
  wentWrongWhy: 'Ton travail est gardé sur la tablette. Tu peux recommencer.',
  restart: 'Recommencer',
  unknownPage: 'Cette page n’existe pas.',
  goHome: 'Retour à l’accueil',
});
