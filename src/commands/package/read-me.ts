/** Said first, so that a folder of ours is known again (write-folder.ts). */
export const OURS = 'Cartable, dossier à copier';

/** `linux-x64`, `win32-x64`, `darwin-arm64`: where this Node runs, and the copy with it. */
export const platform = `${process.platform}-${process.arch}`;

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'Linux', win32: 'Windows', darwin: 'macOS' };

export function platformNote(version: string): string {
  const system = `${SYSTEMS[process.platform] ?? process.platform}, ${process.arch} (${platform})`;
  return `${OURS} / folder to copy
Cartable ${version}
Node ${process.versions.node}

Pour / for : ${system}
Sur un autre système, refaites le dossier là-bas. On another system, make the folder there.
`;
}

const isWindows = process.platform === 'win32';
const script = (name: string): string => (isWindows ? `${name}.cmd` : `./${name}.sh`);

export const readMe = (version: string): string =>
  `CARTABLE ${version}

Tout ce qu'il faut à l'ordinateur d'une malle : ni npm, ni Internet, ni droits d'administrateur.

1. Copiez ce dossier sur l'ordinateur, là où il restera (pas sur une clé).
2. ${isWindows ? 'Ouvrez demarrer.cmd.' : 'Dans un terminal, dans ce dossier : ./demarrer.sh'}
3. Donnez un nom à la malle, et suivez ce qu'elle affiche.

La suite, de la tablette neuve à la sauvegarde : INSTALLATION.md.

  ${script('demarrer')}                          ouvre la malle
  ${script('sauvegarder')} --to FICHIER          sauve tout dans un fichier, même malle ouverte
  ${script('restaurer')} --from FICHIER          repart d'une sauvegarde, sur un ordinateur neuf

Les données sont à côté de ce dossier, dans cartable-donnees (ou dans DATA_DIR, ou --data) : ce dossier peut être remplacé
par celui d'une version plus récente, malle arrêtée. Elles contiennent les travaux d'enfants : gardez l'ordinateur et les
sauvegardes sous clé. Pour quel système : PLATEFORME.txt. Licences : LICENSE et licences/.


All that a trolley's laptop needs: no npm, no Internet, no administrator's rights.

1. Copy this folder onto the laptop, to where it will stay (not on a stick).
2. ${isWindows ? 'Open demarrer.cmd.' : 'In a terminal, in this folder: ./demarrer.sh'}
3. Give the trolley a name, and follow what it prints.

All else, from a new tablet to the backup: INSTALLATION.md (English in its second half).

  ${script('demarrer')}                          opens the trolley
  ${script('sauvegarder')} --to FILE             saves all into one file, also while the trolley is open
  ${script('restaurer')} --from FILE             starts again from a backup, on a new laptop

The data lies beside this folder, in cartable-donnees (or in DATA_DIR, or --data): this folder may be replaced by that of a
later version, with the trolley stopped. It holds children's works: keep the laptop and the backups locked away.
For which system: PLATEFORME.txt. Licences: LICENSE and licences/.
`.replaceAll('\n', isWindows ? '\r\n' : '\n');
