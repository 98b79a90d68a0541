import { french } from './french.ts';
import { plural } from './plural.ts';

const many = (count: number, one: string, other: string) => plural('fr', count, { one, other });

/** What opens a pupil's satchel, as the teacher gives it: pictures, and cards. */
export const keysFr = french({
  title: 'Codes et cartes des élèves',
  list: 'Élèves',
  has: {
    nothing: 'Entre sans code',
    code: 'Code en images',
    card: 'Carte, sans code',
    both: 'Code en images et carte',
  },
  newCode: 'Nouveau code',
  newCodeOf: (name: string) => `Nouveau code : ${name}`,
  card: 'Carte',
  cardOf: (name: string) => `Carte : ${name}`,
  cancel: 'Annuler',

  code: {
    show: (name: string) => `Montrez ces trois images à ${name}, dans cet ordre.`,
    choose: (name: string) => `${name} touche ses trois images, dans l’ordre.`,
    progress: (done: number, wanted: number) => `${done} sur ${wanted}`,
    order: { 0: 'd’abord', 1: 'puis', 2: 'et enfin' },
    once: 'Le code ne pourra plus être relu ensuite : il faudrait en donner un autre.',
    others: 'D’autres images',
    byChance: 'Au hasard',
    withChild: 'Choisir avec l’élève',
    again: 'Recommencer',
    give: 'Donner ce code',
  },

  oneCard: {
    why: (name: string) => `Avec sa carte, ${name} entre sans ses images : il suffit de la montrer à la tablette.`,
    hasOne: (name: string) => `${name} a déjà une carte. Une nouvelle carte remplace l’ancienne.`,
    make: 'Faire une carte',
    makeNew: 'Faire une nouvelle carte',
    take: 'Retirer la carte',
    lost: 'Carte perdue ? Retirez-la : elle n’ouvrira plus rien. Une tablette qui est loin de la malle l’apprend en la retrouvant.',
  },

  allCards: {
    action: 'Cartes de la classe',
    title: 'Faire les cartes de la classe',
    why: 'Une feuille A4 à découper : le prénom, l’animal et un carré à montrer à la tablette. Aucun nom de famille.',
    forWhom: 'Pour qui ?',
    without: (count: number) => many(count, '# élève qui n’a pas de carte', '# élèves qui n’ont pas de carte'),
    everyone: (count: number) => many(count, 'Toute la classe : # carte', 'Toute la classe : # cartes'),
    replaces: (count: number) =>
      many(count, 'La carte de # élève ne marchera plus.', 'Les cartes de # élèves ne marcheront plus.'),
    make: 'Faire les cartes',
  },

  sheet: {
    title: (count: number) => many(count, '# carte à imprimer', '# cartes à imprimer'),
    now: 'Imprimez maintenant : pour la sûreté des élèves, ces cartes ne sont gardées nulle part et ne pourront pas être imprimées une autre fois.',
    print: 'Imprimer',
    finish: 'C’est fini',
    square: (name: string) => `Carré de la carte : ${name}`,
  },

  done: {
    code: (name: string) => `${name} a un nouveau code.`,
    cards: (count: number) => many(count, '# carte est prête.', '# cartes sont prêtes.'),
    taken: (name: string) => `La carte n’ouvre plus rien : ${name}.`,
    undone: 'C’est comme avant.',
  },

  idle: {
    label: 'Une tablette que personne ne touche se ferme après',
    minutes: (count: number) => many(count, '# minute', '# minutes'),
  },
});
