import { calledAs } from '../called-as.ts';
import type { BackupReport } from '../../server/backup/make-backup.ts';
import type { RestoreReport } from '../../server/backup/restore-backup.ts';
import type { BackupTrouble } from '../../server/backup/trouble.ts';

/** The same in both languages: whoever stands before a broken laptop reads the one they know. */
export type Sentences = readonly [fr: string, en: string];

export const BACKUP_USAGE: Sentences = [
  `Dites quoi sauver, et où : ${calledAs('npm run backup --')} --data DOSSIER --to FICHIER`,
  `Say what to save, and where: ${calledAs('npm run backup --')} --data FOLDER --to FILE`,
];

export const RESTORE_USAGE: Sentences = [
  `Dites de quoi repartir, et où : ${calledAs('npm run restore --')} --from FICHIER --data DOSSIER [--replace]`,
  `Say what to start again from, and where: ${calledAs('npm run restore --')} --from FILE --data FOLDER [--replace]`,
];

/** Names that the sentences about trouble need. */
export interface Places {
  readonly dataDir: string;
  readonly file: string;
}

const TROUBLES: Readonly<Record<BackupTrouble, (places: Places) => Sentences>> = {
  'no-data': ({ dataDir }) => [
    `Le dossier ${dataDir} ne contient pas les données d’une malle ni d’un ENT.`,
    `The folder ${dataDir} does not hold the data of a trolley or an ENT.`,
  ],
  postgres: () => [
    'Le journal de cet ENT est dans PostgreSQL (STORE) : sauvez cette base avec pg_dump, remettez-la avec pg_restore, et copiez le dossier de données à part, ENT arrêté.',
    'The log of this ENT is in PostgreSQL (STORE): save that database with pg_dump, put it back with pg_restore, and copy the data folder beside it while the ENT is stopped.',
  ],
  'data-damaged': ({ dataDir }) => [
    `Les données de ${dataDir} sont abîmées : rien n’a été sauvé. Gardez vos sauvegardes plus anciennes, et repartez de la dernière.`,
    `The data in ${dataDir} is damaged: nothing was saved. Keep your older backups, and start again from the last one.`,
  ],
  exists: ({ dataDir, file }) => [
    `Il y a déjà quelque chose à cet endroit (${dataDir || file}) : rien n’a été écrasé. Choisissez un autre nom${dataDir ? ', ou ajoutez --replace : l’ancien dossier sera gardé à côté' : ''}.`,
    `There is something at that place already (${dataDir || file}): nothing was overwritten. Choose another name${dataDir ? ', or add --replace: the old folder will be kept beside it' : ''}.`,
  ],
  running: ({ dataDir }) => [
    `Cartable tourne sur ${dataDir} : arrêtez-le d’abord.`,
    `Cartable runs on ${dataDir}: stop it first.`,
  ],
  'no-file': ({ file }) => [`Le fichier ${file} ne peut pas être lu.`, `The file ${file} cannot be read.`],
  foreign: ({ file }) => [`${file} n’est pas une sauvegarde de Cartable.`, `${file} is no backup of Cartable.`],
  damaged: ({ file }) => [
    `La sauvegarde ${file} est abîmée ou incomplète : rien n’a été remis. Prenez-en une autre.`,
    `The backup ${file} is damaged or not complete: nothing was put back. Take another one.`,
  ],
  newer: ({ file }) => [
    `La sauvegarde ${file} vient d’un Cartable plus récent : installez d’abord cette version ou une plus récente.`,
    `The backup ${file} was made by a newer Cartable: install that version or a later one first.`,
  ],
  full: () => [
    'Il n’y a pas assez de place sur ce disque : rien n’a été changé.',
    'There is not enough room on this disk: nothing was changed.',
  ],
  unwritable: () => [
    'Le disque refuse : il ne peut pas être lu ou écrit à cet endroit. Rien n’a été changé.',
    'The disk refuses: it cannot be read or written at that place. Nothing was changed.',
  ],
};

export const sayTrouble = (trouble: BackupTrouble, places: Places): Sentences => TROUBLES[trouble](places);

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

export function saySaved({ head, bytes, files, missing }: BackupReport, file: string): Sentences[] {
  const { documents } = head;
  const saved: Sentences = [
    `Sauvé et relu : ${documents} documents, ${files} fichiers, ${mib(bytes)} Mio, dans ${file}. Ce fichier contient les travaux et les noms des élèves, et les clés de la malle : gardez-le sous clé.`,
    `Saved and read back: ${documents} documents, ${files} files, ${mib(bytes)} MiB, in ${file}. This file holds the pupils' works and names, and the trolley's keys: keep it locked away.`,
  ];
  if (missing.length === 0) return [saved];
  const left: Sentences = [
    `${missing.length} fichiers de séances sont abîmés ou absents de ce disque : ils ne sont pas dans la sauvegarde.`,
    `${missing.length} files of lessons are damaged or gone on this disk: they are not in the backup.`,
  ];
  return [saved, left];
}

export function sayRestored({ head, files, movedTo }: RestoreReport, dataDir: string): Sentences[] {
  const restored: Sentences = [
    `Remis dans ${dataDir} : ${head.documents} documents et ${files} fichiers, tels qu’ils étaient le ${head.made}. Démarrez Cartable sur ce dossier : les tablettes le reconnaîtront et rendront ce qui a été fait depuis.`,
    `Put back into ${dataDir}: ${head.documents} documents and ${files} files, as they were on ${head.made}. Start Cartable on this folder: the tablets will recognise it and bring back what was done since.`,
  ];
  const erased: Sentences = [
    'Ce qui a été effacé depuis cette date est revenu avec elle, sauf si l’ENT le dit encore : refaites ces effacements (voyez leurs certificats).',
    'What was erased since that date came back with it, unless the ENT still says so: erase it again (see the certificates).',
  ];
  const moved: Sentences = [`L’ancien dossier est gardé : ${movedTo}`, `The old folder is kept: ${movedTo}`];
  return movedTo === undefined ? [restored, erased] : [restored, erased, moved];
}
