import { type PackedFile, text } from './packed-file.ts';

/** What can be started in the folder, and by which command; the names are French, as the people are. */
const SCRIPTS = [
  { name: 'demarrer', command: 'start.ts', first: '--trolley ' },
  { name: 'sauvegarder', command: 'backup.ts', first: '' },
  { name: 'restaurer', command: 'restore.ts', first: '' },
] as const;
type Script = (typeof SCRIPTS)[number];

/** Beside the folder, so that a new version can take its place. */
const DATA = 'cartable-donnees';

export const startScripts = (): PackedFile[] =>
  SCRIPTS.flatMap((script) => [
    text(`${script.name}.sh`, forShell(script)),
    text(`${script.name}.cmd`, forWindows(script)),
  ]);

const forShell = ({ command, first }: Script): string => `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
if [ ! -f "$here/node/node" ]; then
  echo "Cette copie n'est pas pour ce système : voyez PLATEFORME.txt." >&2
  echo "This copy is not for this system: see PLATEFORME.txt." >&2
  exit 1
fi
CARTABLE_CALLED=$0
export CARTABLE_CALLED
exec "$here/node/node" --disable-warning=ExperimentalWarning "$here/src/commands/${command}" \\
  ${first}--data "\${DATA_DIR:-\${here%/*}/${DATA}}" "$@"
`;

/** A window that was opened by a double click stays until its message was read. */
const forWindows = ({ command, first }: Script): string =>
  `@echo off
chcp 65001 >nul
setlocal
if not exist "%~dp0node\\node.exe" (
  echo Cette copie n'est pas pour ce systeme : voyez PLATEFORME.txt.
  echo This copy is not for this system: see PLATEFORME.txt.
  pause
  exit /b 1
)
set "CARTABLE_CALLED=%~nx0"
if not defined DATA_DIR set "DATA_DIR=%~dp0..\\${DATA}"
"%~dp0node\\node.exe" --disable-warning=ExperimentalWarning "%~dp0src\\commands\\${command}" ${first}--data "%DATA_DIR%" %*
if errorlevel 1 pause
`.replaceAll('\n', '\r\n');
