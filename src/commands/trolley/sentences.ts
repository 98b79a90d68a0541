import type { TrolleyFault } from '../../server/main/open-trolley.ts';
import { calledAs } from '../called-as.ts';
import type { ServiceFiles } from './autostart-files.ts';

/** Both languages, French first: whoever sets a trolley up may read either. */
const both = (fr: string, en: string): string => `${fr}\n${en}`;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Why a trolley does not start, and what to do. */
export function sayFault(fault: TrolleyFault, folder: string): string {
  switch (fault.fault) {
    case 'broken-authority':
      return both(
        `Le certificat de la malle, dans ${folder}/trust, ne se lit pas. Remettez ce dossier d'une sauvegarde ; ne l'effacez que si aucune tablette ne le connaît.`,
        `The trolley's certificate in ${folder}/trust cannot be read. Restore this folder from a backup; remove it only if no tablet knows it.`,
      );
    case 'other-name':
      return both(
        `Ce dossier est celui de la malle « ${fault.name} », que ses tablettes connaissent sous ce nom. Gardez-le, ou choisissez un autre dossier avec --data.`,
        `This folder is that of the trolley “${fault.name}”, and its tablets know it by that name. Keep it, or choose another folder with --data.`,
      );
    case 'authority-ended':
      return both(
        `Le certificat de la malle a pris fin le ${day(fault.ended)} ; l'horloge de cette machine dit ${day(Date.now())}. Si elle se trompe, mettez-la à l'heure. Sinon, déplacez ${folder}/trust, redémarrez, et préparez à nouveau chaque tablette : leurs travaux restent.`,
        `The trolley's certificate ended on ${day(fault.ended)}; this machine's clock says ${day(Date.now())}. If it is wrong, set it. Otherwise move ${folder}/trust away, start again, and prepare each tablet anew: their works stay.`,
      );
    case 'port-taken':
      return both(
        `Le port ${fault.port} est déjà pris par un autre programme : arrêtez-le, ou choisissez-en un autre avec --port (https) ou --http-port.`,
        `Port ${fault.port} is taken by another program: stop it, or choose another with --port (https) or --http-port.`,
      );
    case 'port-forbidden':
      return both(
        `Cet utilisateur ne peut pas ouvrir le port ${fault.port} : choisissez-en un au-dessus de 1023, ou démarrez la malle comme service.`,
        `This user may not open port ${fault.port}: choose one above 1023, or start the trolley as a service.`,
      );
    case 'no-address':
      return both(
        `${fault.host} n'est pas une adresse de cette machine : choisissez-en une autre avec --host.`,
        `${fault.host} is no address of this machine: choose another with --host.`,
      );
    case 'unwritable':
      return both(
        `On ne peut pas écrire dans le dossier ${fault.folder} (${fault.why}) : disque plein, ou dossier d'un autre ? Choisissez-en un autre avec --data.`,
        `The folder ${fault.folder} cannot be written (${fault.why}): a full disk, or somebody else's folder? Choose another with --data.`,
      );
  }
}

export const sayBadName = (name: string): string =>
  both(
    `« ${name} » ne peut pas nommer une malle : des lettres, des chiffres et des traits d'union, comme « malle-3 ».`,
    `“${name}” cannot name a trolley: letters, digits and hyphens, such as “malle-3”.`,
  );

export const sayBadWish = (what: string): string =>
  both(
    `Je ne comprends pas cette commande (${what}). Elle s'écrit : ${calledAs('npm start -- --trolley')} [--name malle-3] [--data dossier] [--host adresse] [--port 8443] [--http-port 8080] [--school école] [--ent adresse [--ent-code code]] [--backups dossier] [--service-files dossier]`,
    `I do not understand this command (${what}). It is written: ${calledAs('npm start -- --trolley')} [--name malle-3] [--data folder] [--host address] [--port 8443] [--http-port 8080] [--school name] [--ent address [--ent-code code]] [--backups folder] [--service-files folder]`,
  );

export const askName = 'Le nom de cette malle / The name of this trolley [malle] : ';

/** How the service's files are put in place; what it prints, the first account's code too, is in the system's journal. */
export function sayService({ unit, task, reads, writes }: ServiceFiles): string {
  const grant = (folder: string, right: string): string =>
    `  icacls "${folder}" /grant "*S-1-5-19:(OI)(CI)${right}" /T /Q`;
  return [
    'Linux (ce que la malle affiche / what the trolley prints: journalctl -u cartable)',
    `  sudo cp "${unit}" /etc/systemd/system/`,
    '  sudo systemctl daemon-reload',
    '  sudo systemctl enable --now cartable',
    '',
    'Windows, invite de commandes d’administrateur / an administrator’s command prompt',
    '(démarrez d’abord la malle une fois à la main, pour le compte de la direction / first start it once by hand, for the head’s account)',
    ...reads.map((folder) => grant(folder, 'RX')),
    ...writes.map((folder) => grant(folder, 'M')),
    `  schtasks /Create /TN Cartable /XML "${task}"`,
    '  schtasks /Run /TN Cartable',
  ].join('\n');
}
