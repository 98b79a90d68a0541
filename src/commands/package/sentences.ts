type Sentences = readonly [fr: string, en: string];

export const PACKAGE_USAGE: Sentences = [
  'Cette commande s’écrit : npm run package [-- --to DOSSIER]',
  'It is written: npm run package [-- --to FOLDER]',
];

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

export const sayFolder = (files: number, where: string): Sentences => [
  `Copie de ${files} fichiers dans ${where}…`,
  `Copying ${files} files into ${where}…`,
];

export const sayArchive = (bytes: number): Sentences => [
  `${mib(bytes)} Mio ; l’archive s’écrit…`,
  `${mib(bytes)} MiB; writing the archive…`,
];

export const sayDone = (folder: string, archive: string, bytes: number, platform: string): Sentences => [
  `Prêt, pour ${platform} : ${folder}, ou en un seul fichier : ${archive} (${mib(bytes)} Mio). La suite est dans LISEZ-MOI.txt.`,
  `Ready, for ${platform}: ${folder}, or in one file: ${archive} (${mib(bytes)} MiB). LISEZ-MOI.txt says how it goes on.`,
];

export const sayTaken = (folder: string): Sentences => [
  `Il y a autre chose dans ${folder}, des données peut-être : rien n’a été touché. Choisissez un autre dossier avec --to.`,
  `There is something else in ${folder}, data perhaps: nothing was touched. Choose another folder with --to.`,
];

export const NOT_BUILT: Sentences = [
  'L’application n’est pas encore construite : npm run build',
  'The app is not built yet: npm run build',
];

/** A system's Node may need a library that no other machine has. */
export const SHARED_NODE: Sentences = [
  'Ce Node ne tient pas en un seul fichier et ne marcherait pas ailleurs : prenez celui de https://nodejs.org.',
  'This Node is not one file and would not run elsewhere: take that of https://nodejs.org.',
];

export const sayDisk = (isFull: boolean, where: string, why: string): Sentences =>
  isFull
    ? [
        `Il n’y a pas assez de place sur le disque de ${where} (il faut environ 250 Mio) : rien n’y a été changé.`,
        `There is not enough room on the disk of ${where} (about 250 MiB are needed): nothing was changed there.`,
      ]
    : [
        `On ne peut pas écrire à cet endroit : ${where} (${why}). Rien n’y a été changé.`,
        `That place cannot be written: ${where} (${why}). Nothing was changed there.`,
      ];
