import { french } from './french.ts';
import { plural } from './plural.ts';

/** The office's panel of people's data. */
export const privacyFr = french({
  title: 'Les données des élèves',
  forFamilies: 'Ce que les familles peuvent lire',
  loading: 'Un instant…',
  empty: 'Rien pour l’instant.',

  takeOut: 'Emporter des travaux',
  takeOutWhy:
    'Une archive avec les pages et les fichiers, qui s’ouvre sans Cartable. Elle contient des données d’enfants : gardez-la en lieu sûr.',
  class: 'Classe',
  pupil: 'Élève',
  wholeClass: 'Toute la classe',
  download: 'Télécharger l’archive',
  preparing: 'L’archive se prépare…',
  ready: 'L’archive est dans les téléchargements de ce navigateur.',

  erase: 'Effacer un élève',
  eraseWhy:
    'Ses travaux et son nom quittent ce serveur tout de suite, les autres serveurs et les tablettes à leur prochaine connexion. Cela ne se reprend pas.',
  choose: 'Choisir…',
  eraseThis: 'Effacer cet élève…',
  eraseTitle: (name: string) => `Effacer ${name} ?`,
  eraseWarning:
    'Ses travaux, rendus ou non, et leurs versions antérieures sont effacés partout. Ce qu’il a écrit avec un groupe reste au groupe, sans son nom. Pensez à emporter ses travaux d’abord.',
  typeName: (name: string) => `Pour confirmer, écrivez son nom : ${name}`,
  eraseForGood: 'Effacer pour toujours',
  erased: 'C’est effacé ici. Le certificat dit quels appareils l’ont fait aussi.',

  erasures: 'Effacements',
  reasons: { asked: 'demandé', left: 'sorti de l’école', elsewhere: 'demandé sur un autre serveur' },
  on: (day: string) => `le ${day}`,
  by: (account: string) => `par ${account}`,
  here: { whole: 'Il n’en reste rien sur ce serveur.', partly: 'Sur ce serveur, le nom reste à retirer de la liste.' },
  above: { awaited: 'Le serveur de l’école n’a pas encore l’ordre.', ordered: 'Le serveur de l’école a l’ordre.' },
  noPlaces: 'Aucun autre appareil n’en avait de copie.',
  places: (done: number, awaited: number, lost: number) =>
    [
      plural('fr', done, { one: '# appareil l’a fait', other: '# appareils l’ont fait' }),
      awaited > 0 ? plural('fr', awaited, { one: '# est attendu', other: '# sont attendus' }) : '',
      lost > 0 ? plural('fr', lost, { one: '# ne reviendra pas', other: '# ne reviendront pas' }) : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  certificate: 'Certificat',

  leavers: 'Élèves sortis de l’école',
  leaversWhy: 'Le serveur les efface de lui-même, moins de 90 jours après leur départ.',
  leaves: (day: string) => `sera effacé le ${day}`,

  trail: 'Journal des accès',
  trailWhy: 'Quel adulte a fait quoi, quand, au sujet de qui. Il est gardé un an et ne se modifie pas.',
  when: 'Quand',
  who: 'Qui',
  what: 'Quoi',
  about: 'Au sujet de',
  older: 'Plus anciens',
  duties: {
    'see-devices': 'A vu les tablettes',
    'enrol-tablets': 'A fait rejoindre un appareil',
    'manage-devices': 'A géré un appareil',
    'reset-picture-codes': 'A changé un code en images',
    'import-roster': 'A importé une liste',
    'manage-adults': 'A changé un compte',
    'export-pupils': 'A emporté des travaux',
    'erase-pupils': 'A effacé un élève',
    'read-audit': 'A lu ce journal',
    'back-up': 'A fait ou téléchargé une sauvegarde',
  },
  looked: {
    'manage-adults': 'A vu les comptes',
    'import-roster': 'A ouvert l’import d’une liste',
    'export-pupils': 'A ouvert les exports',
    'erase-pupils': 'A ouvert les effacements',
    'back-up': 'A vu les sauvegardes',
  },
});
