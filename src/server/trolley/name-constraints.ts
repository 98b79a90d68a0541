import { Extension } from '@peculiar/x509';
import { PRIVATE_NETWORKS } from './names.ts';

/** id-ce-nameConstraints (RFC 5280 4.2.1.10). */
const NAME_CONSTRAINTS = '2.5.29.30';
/** The DER tags that it is made of. */
const TAG = { sequence: 0x30, permitted: 0xa0, dnsName: 0x82, ipAddress: 0x87 };
/** A length above this takes more than one byte. */
const MAX_SHORT_LENGTH = 127;

const IPV6_LOOPBACK = Buffer.from([...new Array<number>(15).fill(0), 1, ...new Array<number>(16).fill(255)]);

/**
 * Holds an authority to these names (and what lies below them), to private addresses and to this machine itself. The library that
 * makes our certificates has no such extension, and this one is four nested lists.
 */
export function nameConstraints(names: readonly string[]): Extension {
  const permitted = [
    ...names.map((name) => der(TAG.dnsName, Buffer.from(name, 'ascii'))),
    ...PRIVATE_NETWORKS.map((network) => der(TAG.ipAddress, addressAndMask(network))),
    der(TAG.ipAddress, IPV6_LOOPBACK),
  ];
  const subtrees = permitted.map((base) => der(TAG.sequence, base));
  return new Extension(NAME_CONSTRAINTS, true, der(TAG.sequence, der(TAG.permitted, ...subtrees)));
}

function addressAndMask([start, bits]: readonly [string, number]): Buffer {
  const mask = Buffer.alloc(4);
  mask.writeUInt32BE((0xffffffff << (32 - bits)) >>> 0);
  return Buffer.concat([Buffer.from(start.split('.').map(Number)), mask]);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length <= MAX_SHORT_LENGTH ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
