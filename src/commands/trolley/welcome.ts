import type { TrolleyReport } from '../../protocol/office/trolley.ts';
import { sayFinding } from './findings.ts';
import { terminalQr } from './terminal-qr.ts';

/** What the ERUN reads when a trolley has started: addresses, the fingerprint to compare, the first account, the self-check. */
export function welcome(report: TrolleyReport, setUpCode: string | undefined, folder: string): string {
  const { name, setup, fingerprint, findings } = report;
  const [page, app] = reachable(report);
  return [
    '',
    `  La malle « ${name} » est ouverte. Ses données : ${folder}`,
    `  The trolley “${name}” is open. Its data: ${folder}`,
    '',
    '  1. Sur chaque tablette, dans le Wi-Fi de la malle, ouvrez cette page ou photographiez le code :',
    '     On each tablet, in the trolley’s Wi-Fi, open this page or take a picture of the code:',
    '',
    ...setup.map((address) => `    ${address}`),
    '',
    terminalQr(page),
    '',
    '  2. Comparez l’empreinte du certificat — compare the certificate’s fingerprint:',
    '',
    ...inRows(fingerprint),
    '',
    '  3. Cartable est là — Cartable is here:',
    '',
    `    ${app}`,
    '',
    ...(setUpCode === undefined ? [] : firstAccount(app, setUpCode)),
    '  Vérification — self-check',
    '',
    ...findings.flatMap(sayFinding),
    '',
    '  Ctrl-C arrête la malle ; les données restent. — Ctrl-C stops the trolley; the data stays.',
    '',
  ].join('\n');
}

/** The setup page and the app, by name where the name leads here, by address where nobody answers to it. */
function reachable({ app, setup, findings }: TrolleyReport): [page: string, app: string] {
  const isNamed = findings.some(({ check, state }) => check === 'name' && state === 'good');
  const page = (isNamed ? setup[0] : setup[1]) ?? setup[0] ?? app;
  return [page, app.replace(new URL(app).hostname, new URL(page).hostname)];
}

function firstAccount(app: string, code: string): string[] {
  const address = `${app}/ecole#${code}`;
  return [
    '  4. Personne n’a de compte : celui de la direction se crée ici, avec ce code, bon jusqu’à l’arrêt de la malle :',
    '     Nobody has an account: the head’s is made here, with this code, good until the trolley stops:',
    '',
    `    ${address}`,
    '',
    terminalQr(address),
    '',
  ];
}

function inRows(groups: readonly string[]): string[] {
  const half = groups.length / 2;
  return [groups.slice(0, half), groups.slice(half)].map((row) => `    ${row.join(' ')}`);
}
