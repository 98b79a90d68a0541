import type { OpenTrolley } from '../../server/main/open-trolley.ts';
import { fingerprintGroups } from '../../server/trolley/setup/page.ts';
import { authorityName } from '../../server/trolley/setup/profile.ts';
import { setupAddress } from '../../server/trolley/setup/setup-server.ts';
import { terminalQr } from './terminal-qr.ts';
import { appAddress, type Kept } from './wishes.ts';

/** What the ERUN reads when a trolley has started: addresses, the fingerprint to compare, the first account. */
export function welcome(trolley: OpenTrolley, kept: Kept, folder: string): string {
  const { identity, addresses, node } = trolley;
  const setup = setupAddress({ identity, httpPort: kept.httpPort });
  const byAddress = addresses().map((address) => `    ${`http://${address}:${kept.httpPort}`.padEnd(36)}${address}`);
  return [
    '',
    `  La malle « ${kept.name} » est ouverte. Ses données : ${folder}`,
    `  The trolley “${kept.name}” is open. Its data: ${folder}`,
    '',
    '  1. Sur chaque tablette, dans le Wi-Fi de la malle, ouvrez cette page ou photographiez le code :',
    '     On each tablet, in the trolley’s Wi-Fi, open this page or take a picture of the code:',
    '',
    `    ${setup}`,
    ...byAddress,
    '',
    terminalQr(setup),
    '',
    `  2. Comparez l’empreinte de « ${authorityName(identity.authority)} » — compare the fingerprint:`,
    '',
    ...inRows(fingerprintGroups(identity.authority)),
    '',
    '  3. Cartable est là — Cartable is here:',
    '',
    `    ${appAddress(kept)}`,
    '',
    ...(node.setUpCode === undefined ? [] : firstAccount(appAddress(kept), node.setUpCode)),
    '  Ctrl-C arrête la malle ; les données restent. — Ctrl-C stops the trolley; the data stays.',
    '',
  ].join('\n');
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
