import type { BadZip, OtherExport, RefusalReason, RosterFormat } from '../../classroom/roster/roster.ts';
import type { NoFile } from './finding.ts';

export const fr = {
  usage: 'Dites quel fichier regarder : npm run inspect -- FICHIER… [--json] [--names]',
  unknownOption: 'Cette option n’existe pas.',
  importable: 'peut être importé',
  notImportable: 'ne peut pas être importé',
  pupils: {
    onde: 'Liste d’élèves exportée d’ONDE.',
    oneroster: 'Liste d’élèves au format OneRoster.',
  } satisfies Record<RosterFormat, string>,
  classLine: (name: string, levels: string, pupils: number) =>
    `${name} (${levels}) : ${pupils} élève${pupils < 2 ? '' : 's'}`,
  total: (pupils: number, classes: number) =>
    `${pupils} élève${pupils < 2 ? '' : 's'} dans ${classes} classe${classes < 2 ? '' : 's'}.`,
  noPupil: 'Aucune ligne ne donne d’élève.',
  refused: (count: number) => (count === 1 ? '1 ligne refusée :' : `${count} lignes refusées :`),
  refusedLine: (line: number, why: string, column: string | undefined) =>
    `ligne ${line} : ${why}${column === undefined ? '' : ` (colonne « ${column} »)`}`,
  more: (count: number) => `… et ${count} autres`,
  homonyms: (count: number) => (count === 1 ? '1 homonyme, à distinguer :' : `${count} homonymes, à distinguer :`),
  homonymLine: (lines: string, classes: string, name: string | undefined) =>
    `${name === undefined ? '' : `${name}, `}lignes ${lines} (${classes})`,
  footer: (lines: string) => `Sous le tableau, laissé de côté : ligne ${lines}.`,
  dropped: (columns: string) => `Lu puis oublié aussitôt : ${columns}.`,
  kept: 'Gardé : prénom, nom, classe, niveau, groupes.',
  notYet: { h5p: 'Activité H5P.', cartable: 'Séance Cartable.' },
  notYetEnd: 'Cette version ne sait pas encore l’importer.',
  unknownKind:
    'Ce n’est rien que Cartable sache importer. Il lui faut l’export des élèves d’ONDE (CSVExtraction.csv), ou un export OneRoster (.zip).',
  empty: 'Le fichier ne contient aucun élève.',
  tooManyBytes: (max: number) => `Le fichier est trop gros pour une liste d’élèves (plus de ${max / 1024 / 1024} Mio).`,
  tooManyRows: (max: number) => `Le fichier a trop de lignes pour une école (plus de ${max}).`,
  missing: (headers: string) => `Ce n’est pas l’export des élèves d’ONDE : il manque ${headers}.`,
  missingOneRoster: (names: string, file: string | undefined) =>
    file === undefined ? `Ce n’est pas un export OneRoster : il manque ${names}.` : `Dans ${file}, il manque ${names}.`,
  oneTableAlone: (file: string) =>
    `C’est la table ${file} d’un export OneRoster, seule. Il faut l’archive entière (.zip).`,
  oneRosterDelta:
    'Cet export OneRoster ne dit que ce qui a changé depuis un autre : les absents n’y sont pas partis. Il faut l’export complet.',
  severalSchools: (schools: number) => `Cet export OneRoster réunit ${schools} écoles. Il en faut un par école.`,
  badZip: {
    broken: 'L’archive est abîmée.',
    doubled: 'L’archive contient deux fois la même table.',
    'too-many-entries': 'L’archive contient trop de fichiers pour un export OneRoster.',
    'too-big': 'L’archive, dépliée, est trop grosse pour une école.',
  } satisfies Record<BadZip, string>,
  otherExport: {
    responsables: 'C’est l’export des responsables d’ONDE. Il faut celui des élèves.',
    enseignants: 'C’est l’export des enseignants d’ONDE. Il faut celui des élèves.',
  } satisfies Record<OtherExport, string>,
  noFile: {
    'not-found': 'Il n’y a pas de fichier à cet endroit.',
    folder: 'C’est un dossier, pas un fichier.',
    'not-a-file': 'Ce n’est pas un fichier ordinaire.',
    unreadable: 'Le fichier ne se laisse pas lire.',
  } satisfies Record<NoFile, string>,
  reasons: {
    'broken-quotes': 'des guillemets ne sont pas fermés',
    'too-many-cells': 'il y a plus de cases que de colonnes',
    'no-first-name': 'le prénom manque',
    'no-last-name': 'le nom manque',
    'no-class': 'la classe manque',
    'no-level': 'le niveau manque',
    'too-long': 'le texte est trop long',
    formula: 'la case commence comme une formule (=, +, - ou @)',
    'bad-character': 'la case contient un caractère invisible ou abîmé',
    'several-classes': 'l’élève est dans plusieurs classes',
    'unknown-user': 'la personne n’est pas dans users.csv',
    'unknown-class': 'la classe n’est pas dans classes.csv',
    'doubled-id': 'deux lignes portent le même identifiant',
  } satisfies Record<RefusalReason, string>,
};

export type Sentences = typeof fr;
