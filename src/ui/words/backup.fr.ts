import { french } from './french.ts';
import { plural } from './plural.ts';

/** The office's panel of backups. */
export const backupFr = french({
  title: 'Les sauvegardes',
  loading: 'Un instant…',
  newest: (moment: string) => `La dernière sauvegarde date du ${moment}.`,
  none: 'Il n’y a encore aucune sauvegarde.',
  daily: 'Il s’en fait une par jour où la malle est allumée, sans que personne y pense.',
  notDaily: 'Aucune ne se fait d’elle-même ici : pensez-y chaque semaine.',
  why: 'Une sauvegarde tient tout : classes, comptes, travaux, fichiers, et ce qui fait que les tablettes reconnaissent la malle.',
  make: 'Faire une sauvegarde maintenant',
  steps: { copying: 'Copie en cours. La classe peut continuer.', checking: 'Relecture de la copie…' },
  made: 'C’est fait, et relu.',
  failures: {
    full: 'Il n’y a pas assez de place sur le disque de la malle. Rien n’est perdu : les sauvegardes d’avant sont là. Libérez de la place, puis recommencez.',
    unwritable:
      'Le disque refuse d’écrire à cet endroit. Rien n’est perdu : les sauvegardes d’avant sont là. Vérifiez le dossier ci-dessous.',
    'data-damaged':
      'Les données de la malle sont abîmées : rien n’a été sauvé. Gardez les sauvegardes d’avant, et appelez votre ERUN pour repartir de la dernière.',
    postgres:
      'Les données de cette école sont dans une base PostgreSQL, qui a ses propres sauvegardes : voyez qui s’en occupe.',
    'broken-off': 'La sauvegarde s’est interrompue. Rien n’est perdu : les sauvegardes d’avant sont là. Recommencez.',
  },

  kept: 'Sauvegardes gardées',
  keptWhy: (most: number) =>
    plural('fr', most, { one: 'La dernière est gardée.', other: 'Les # dernières sont gardées.' }),
  where: 'Elles sont sur l’ordinateur de la malle, dans',
  elsewhere: 'Un ordinateur se vole et se casse : téléchargez-en une de temps en temps, et gardez-la ailleurs.',
  locked:
    'Une sauvegarde contient les travaux et les noms des enfants, et les clés de la malle : gardez-la sous clé, sur une clé USB chiffrée par exemple, et ne l’envoyez pas par courriel.',
  download: (moment: string) => `Télécharger la sauvegarde du ${moment}`,
  downloadShort: 'Télécharger',
  downloading: 'Le fichier arrive…',
  downloaded: 'La sauvegarde est dans les téléchargements de ce navigateur : rangez-la, puis effacez-la d’ici.',
  gone: 'Cette sauvegarde n’est plus là : une plus récente a pris sa place.',

  restore: 'Repartir d’une sauvegarde',
  restoreWhy:
    'Sur l’ordinateur neuf, malle arrêtée, l’ERUN donne une commande. Les tablettes le reconnaissent et rendent ce qui a été fait depuis.',
  restoreFolder: 'Dans le dossier Cartable (sous Windows : restaurer.cmd)',
  restoreSources: 'Ou, depuis les sources',
});
