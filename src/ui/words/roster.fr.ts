import type { BadZip, RefusalReason } from '../../classroom/roster/roster.ts';
import { french } from './french.ts';
import { plural } from './plural.ts';

const many = (count: number, one: string, other: string): string => plural('fr', count, { one, other });
const pupils = (count: number): string => many(count, '# élève', '# élèves');

/** The office's panel of class lists. */
export const rosterFr = french({
  title: 'Les listes des classes',
  standing: (classes: number, count: number) => `${pupils(count)} dans ${many(classes, '# classe', '# classes')}.`,
  nobody: 'Cartable ne connaît encore aucun élève. Commencez par la liste de l’école.',
  loading: 'Un instant…',

  modes: {
    update: {
      name: 'Mettre les listes à jour',
      why: 'En cours d’année : qui arrive, qui change de classe. Un absent du fichier reste, sauf si vous dites qu’il est parti.',
    },
    'new-year': {
      name: 'Passer à la nouvelle année',
      why: 'Avec la liste de la rentrée : les élèves changent de classe, qui n’y est plus a quitté l’école, les anciennes classes se ferment.',
    },
  },
  modeTitle: 'Que voulez-vous faire ?',
  firstTitle: 'La liste de l’école',
  choose: 'Choisir le fichier…',
  drop: 'ou déposez-le ici',
  dropNow: 'Lâchez le fichier ici',
  fileWhy:
    'L’export des élèves d’ONDE (CSVExtraction.csv), ou une archive OneRoster (.zip). Rien ne change avant votre accord.',
  kept: 'Cartable garde le prénom, le nom, la classe, le niveau et les groupes. Dates de naissance, adresses et tout le reste sont oubliés aussitôt.',
  reading: 'Le fichier est lu et comparé…',
  onlyHere: 'Cette malle dépend de l’ENT de l’école : elle met à jour ses classes, l’ENT crée les nouvelles.',

  failures: {
    empty: 'Ce fichier ne contient aucun élève.',
    tooBig: 'Ce fichier est bien plus gros qu’une liste d’élèves. Est-ce le bon ?',
    notText: 'Ce n’est pas une liste : un autre genre de fichier porte ce nom (une image, un classeur…).',
    notList: 'Ce n’est pas une liste d’élèves que Cartable sait lire.',
    missing: (names: string) => `Ce n’est pas l’export des élèves d’ONDE : il y manque ${names}.`,
    responsables: 'C’est l’export des responsables. Prenez celui des élèves, au même endroit dans ONDE.',
    enseignants: 'C’est l’export des enseignants. Prenez celui des élèves, au même endroit dans ONDE.',
    oneRosterMissing: (names: string) => `Il manque à cette archive OneRoster : ${names}.`,
    oneTable: (table: string) => `C’est ${table}, seul. Il faut l’archive OneRoster entière (.zip).`,
    delta: 'Cet export ne dit que ce qui a changé depuis un autre. Il faut l’export complet.',
    schools: (count: number) => `Cet export réunit ${count} écoles. Il en faut un par école.`,
    zips: {
      broken: 'Cette archive est abîmée.',
      doubled: 'Cette archive contient deux fois la même table.',
      'too-many-entries': 'Cette archive contient trop de fichiers pour une liste d’élèves.',
      'too-big': 'Cette archive, dépliée, est bien trop grosse pour une école.',
    } satisfies Record<BadZip, string>,
    safe: 'Rien n’a été changé.',
  },

  draftTitle: {
    update: 'Ce que ce fichier change',
    'new-year': 'La nouvelle année selon ce fichier',
  },
  read: (count: number) => `${pupils(count)} dans le fichier.`,
  same: 'Tout est déjà ainsi : ce fichier ne change rien.',
  elsewhere: (count: number) =>
    many(
      count,
      '# élève est dans une classe que cette malle n’a pas : laissé de côté.',
      '# élèves sont dans des classes que cette malle n’a pas : laissés de côté.',
    ),
  refused: (count: number) => many(count, '# ligne n’a pas été prise', '# lignes n’ont pas été prises'),
  refusedLine: (line: number, file: string | undefined, why: string, column: string | undefined) =>
    `${file === undefined ? 'Ligne' : `${file}, ligne`} ${line} : ${why}${column === undefined ? '.' : ` (colonne « ${column} »).`}`,
  refusedMore: (count: number) => `… et ${count} autres.`,
  reasons: {
    'broken-quotes': 'des guillemets ne sont pas fermés',
    'too-many-cells': 'il y a plus de cases que de colonnes',
    'no-first-name': 'le prénom manque',
    'no-last-name': 'le nom manque',
    'no-class': 'la classe manque',
    'no-level': 'le niveau manque',
    'too-long': 'le texte est trop long pour un nom',
    formula: 'la case commence comme une formule de calcul (=, +, - ou @), ce n’est pas un nom',
    'bad-character': 'la case contient un caractère invisible ou abîmé',
    'several-classes': 'l’élève est dans plusieurs classes',
    'unknown-user': 'la personne n’est pas dans le fichier',
    'unknown-class': 'la classe n’est pas dans le fichier',
    'doubled-id': 'deux lignes portent le même identifiant',
  } satisfies Record<RefusalReason, string>,
  otherReason: 'la ligne ne se lit pas',

  doubts: (count: number) => many(count, '# élève à reconnaître', '# élèves à reconnaître'),
  doubtsWhy:
    'Cartable ne devine pas : dites qui c’est. Ce que vous laissez en attente ne change rien et reviendra la prochaine fois.',
  who: (name: string) => `Qui est ${name} ?`,
  doubtOf: { 'same-name': 'Le même nom existe déjà.', 'other-surname': 'Peut-être un changement de nom.' },
  wait: 'Laisser en attente',
  isNew: 'Un nouvel élève',
  inClass: (className: string, level: string) => `${className}, niveau ${level}`,
  isKnown: (name: string, className: string, level: string) => `C’est ${name} (${className}, niveau ${level})`,
  twice: 'Deux lignes désignent le même élève : corrigez l’une des deux.',

  newClass: 'nouvelle classe',
  closes: 'sera fermée',
  notInFile: 'pas dans le fichier',
  renamed: (former: string) => `s’appelait ${former}`,
  unchanged: (count: number) => many(count, '# sans changement', '# sans changement'),
  kinds: {
    arrival: (count: number) => many(count, '# arrive', '# arrivent'),
    back: (count: number) => many(count, '# revient', '# reviennent'),
    moved: (count: number) => many(count, '# change de classe', '# changent de classe'),
    changed: (count: number) => many(count, '# modifié', '# modifiés'),
    absent: (count: number) => many(count, '# absent du fichier', '# absents du fichier'),
  },
  kind: {
    arrival: 'Arrive',
    back: 'Revient',
    moved: 'Change de classe',
    changed: 'Modifié',
    absent: 'Absent du fichier',
  },
  homonym: 'homonyme',
  pupil: 'Élève',
  what: 'Ce qui change',
  choice: 'Votre choix',
  take: 'Prendre',
  takeOne: (name: string) => `Prendre : ${name}`,
  hasLeft: 'A quitté l’école',
  hasLeftOne: (name: string) => `A quitté l’école : ${name}`,
  from: (className: string) => `vient de ${className}`,
  change: (before: string, after: string) => `${before} → ${after}`,
  noGroup: 'aucun groupe',

  save: (count: number) => many(count, 'Enregistrer ce changement', 'Enregistrer ces # changements'),
  nothingToSave: 'Rien à enregistrer',
  saving: 'Enregistrement…',
  otherFile: 'Prendre un autre fichier',
  again: 'Relire ce fichier',
  confirmTitle: 'Passer à la nouvelle année ?',
  confirmLeft: (count: number) => many(count, '# élève quitte l’école', '# élèves quittent l’école'),
  confirmErased:
    'Qui quitte l’école sort des listes maintenant ; ses travaux sont effacés dans les 90 jours. Emportez d’abord ce qui doit l’être, dans « Données ».',
  confirmMany: 'C’est plus de la moitié de l’école. Est-ce bien le fichier de toute l’école ?',
  confirmOpen:
    'Les activités de l’an dernier encore ouvertes restent ouvertes dans les classes qui gardent leur nom : pensez à les reprendre.',
  counts: {
    arrivals: (count: number) => many(count, '# arrivée', '# arrivées'),
    moved: (count: number) => many(count, '# changement de classe', '# changements de classe'),
    changed: (count: number) => many(count, '# fiche modifiée', '# fiches modifiées'),
    left: (count: number) => many(count, '# départ', '# départs'),
    newClasses: (count: number) => many(count, '# nouvelle classe', '# nouvelles classes'),
    closedClasses: (count: number) => many(count, '# classe fermée', '# classes fermées'),
    renamedClasses: (count: number) => many(count, '# classe renommée', '# classes renommées'),
  },

  meanwhile:
    'Quelqu’un a changé les classes entre-temps. Rien n’a été enregistré : relisez le fichier pour voir la différence d’aujourd’hui.',
  expired: 'Ce fichier attend depuis trop longtemps. Rien n’a été enregistré : relisez-le.',
  done: 'C’est enregistré.',
  alreadySo: 'Tout était déjà ainsi : rien n’a été changé.',
  newClassesNext:
    'Nouvelles classes : donnez-les aux tablettes et à leurs enseignants dans les autres onglets du bureau.',

  last: 'Dernier import',
  lastBy: (day: string, by: string) => `${day}, par ${by}`,
  undo: 'Annuler cet import',
  undoTitle: 'Annuler cet import ?',
  undoWhy: 'Les listes redeviennent comme avant. Qui avait quitté l’école revient, avec son code.',
  undone: 'L’import est annulé : les listes sont comme avant.',
  undoing: 'Annulation…',
  wasUndone: 'Cet import a été annulé.',
  notUndoable: {
    changed: (names: string) => `Il ne peut plus être annulé : depuis, on a modifié ${names}.`,
    worked: (names: string) => `Il ne peut plus être annulé : on y travaille déjà (${names}).`,
    erased: () => 'Il ne peut plus être annulé : un élève a été effacé depuis.',
    'too-old': () => 'Il date de plus de 30 jours : il ne peut plus être annulé.',
  },
  someList: 'une liste',
});
