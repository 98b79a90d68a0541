import { french } from './french.ts';
import { plural } from './plural.ts';

/** What the teacher and the pupil read of a work's earlier versions. */
export const historyFr = french({
  open: 'Histoire du travail',
  close: 'Fermer l’histoire',
  reading: 'L’histoire se lit…',
  cannotRead: 'L’histoire de ce travail ne se lit pas pour le moment. Le travail est gardé.',
  onlyNow: 'Ce travail n’a pas encore d’histoire : il s’est écrit d’un seul trait.',
  position: (version: number, all: number) => `Version ${version} sur ${all}`,
  move: 'Avancer ou reculer dans l’histoire',
  before: 'Version d’avant',
  after: 'Version d’après',
  now: 'Maintenant',
  asItWas: 'Le travail tel qu’il était. Vous le regardez : rien ne change pour l’élève.',
  by: (names: string) => `Écrit par ${names}`,
  bySomeone: 'Écrit par quelqu’un de la classe',
  changed: (added: number, erased: number) =>
    [
      added > 0 ? plural('fr', added, { one: 'environ # signe écrit', other: 'environ # signes écrits' }) : '',
      erased > 0 ? plural('fr', erased, { one: '# effacé', other: '# effacés' }) : '',
    ]
      .filter((part) => part !== '')
      .join(', '),

  goBack: 'Revenir à avant',
  goBackTitle: 'Ta page, avant',
  closePupil: 'Je ferme',
  readingPupil: 'Je cherche tes pages d’avant…',
  nonePupil: 'Il n’y a pas encore de page d’avant. Continue à écrire !',
  cannotReadPupil: 'La tablette n’arrive pas à relire tes pages d’avant. Ton travail est gardé.',
  choose: 'Touche une page pour la regarder.',
  pages: 'Pages d’avant, la plus récente en premier',
  earlier: (position: number) => `Page d’avant numéro ${position},`,
  take: 'Reprendre cette page',
  takeWhy: 'La page d’aujourd’hui n’est pas perdue : « J’annule » la remet.',
});
