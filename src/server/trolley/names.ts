import { isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** Longest name that leaves room for its endings in the 253 characters of a DNS name. */
const MAX_NAME_LENGTH = 200;
/** Endings under which a home router, a school's access point or mDNS may make a short name known. */
const ENDINGS = ['', '.local', '.lan', '.home.arpa'];
/** Bridges of virtual machines and tunnels, which no tablet can reach. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vethernet|tun|tap|wg|lxc|podman)/i;

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The name of a trolley as DNS can carry it: « Malle n° 3 » becomes `malle-3`. Undefined where nothing usable is left. */
export function readTrolleyName(text: string): string | undefined {
  const plain = text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}|n°\s*/gu, '');
  const name = plain
    .split('.')
    .map((label) => label.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, ''))
    .filter((label) => label !== '')
    .join('.');
  const labels = name.split('.');
  const isName = labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return isName && name !== 'localhost' && name.length <= MAX_NAME_LENGTH ? name : undefined;
}

/** All names a trolley may be called by; its authority can vouch for no other. */
export function namesOf(name: string): string[] {
  const called = name.includes('.') ? [name] : ENDINGS.map((ending) => name + ending);
  return [...called, 'localhost'];
}

/** The name that other devices use without anyone's help: mDNS for a short one, the school's DNS for a full one. */
export function announcedName(name: string): string {
  return name.includes('.') ? name : `${name}.local`;
}

const USUAL_PORTS = { http: 80, https: 443 } as const;

/** An address as people type it. */
export function addressOf(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${host}${port === USUAL_PORTS[scheme] ? '' : `:${port}`}`;
}

/**
 * This machine's addresses on its local networks, those that tablets can reach first. Public addresses are left out, which the
 * authority may not vouch for; so are those of IPv6, which change daily: a name leads to them.
 */
export function localAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string[] {
  const found = Object.entries(interfaces).flatMap(([card, list]) =>
    (list ?? [])
      .filter(({ internal, address }) => !internal && isPrivate(address))
      .map(({ address }) => ({ card, address })),
  );
  const isReal = ({ card }: { card: string }): boolean => !VIRTUAL.test(card);
  const ordered = [...found.filter(isReal), ...found.filter((one) => !isReal(one))];
  return [...new Set(ordered.map(({ address }) => address))];
}

/** Where the addresses begin that belong to no one on the Internet (RFC 1918), with the bits that count; 169.254 is a cable without a router. */
export const PRIVATE_NETWORKS: readonly (readonly [start: string, bits: number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
];

export function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return false;
  return PRIVATE_NETWORKS.some(
    ([start, bits]) => numberOf(address) >>> (32 - bits) === numberOf(start) >>> (32 - bits),
  );
}

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) >>> 0;
