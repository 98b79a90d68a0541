import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { namesOf } from './names.ts';
import { nameConstraints } from './name-constraints.ts';

/*
 * A trolley's own authority, and the certificate that it serves. The authority is made once, when the trolley is set up; devices
 * are told to trust it. It is held to the trolley's own names and to private addresses (RFC 5280 4.2.1.10, critical): whoever
 * steals its key can play this trolley, but not a bank, a mail server or the school's ENT.
 */

export const DAY_MS = 86_400_000;
/** A tablet that lay in a cupboard may be late: certificates begin earlier than they are made. */
export const EARLY_DAYS = 30;
/** Apple's limit for a certificate of a private authority, from its beginning to its end (support.apple.com/HT210176). */
export const MAX_LEAF_DAYS = 825;
/** Counted from now, with EARLY_DAYS below Apple's limit, and a day to spare for how a day is counted. */
const LEAF_DAYS = MAX_LEAF_DAYS - EARLY_DAYS - 1;
/** Changing it means a visit to each tablet, so it outlives the laptop. */
const AUTHORITY_DAYS = 3_653;

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A certificate with its private key, both in PEM. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** Makes the authority of the trolley of this name. */
export async function makeAuthority(name: string, now: number): Promise<Credentials> {
  const keys = await makeKeys();
  // Where a trolley is set up anew, people must tell the two entries of a tablet's list apart.
  const mark = randomBytes(2).toString('hex').toUpperCase();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: [{ CN: [`Cartable ${name} (${mark})`] }, { O: ['Cartable'] }],
    notBefore: new Date(now - EARLY_DAYS * DAY_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: P256,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(namesOf(name)),
    ],
  });
  return asCredentials(certificate, keys);
}

/** Issues the certificate that a trolley serves, for these names and addresses. */
export async function issueLeaf(
  authority: Credentials,
  {
    names,
    addresses,
    now,
  }: { readonly names: readonly string[]; readonly addresses: readonly string[]; readonly now: number },
): Promise<Credentials> {
  const issuer = new X509Certificate(authority.certificate);
  const keys = await makeKeys();
  const end = Math.min(now + LEAF_DAYS * DAY_MS, issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: [{ CN: [names[0] ?? 'localhost'] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now - EARLY_DAYS * DAY_MS),
    notAfter: new Date(end),
    signingKey: await readKey(authority.key),
    publicKey: keys.publicKey,
    signingAlgorithm: P256,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns', value }) as const),
        ...addresses.map((value) => ({ type: 'ip', value }) as const),
      ]),
      await AuthorityKeyIdentifierExtension.create(issuer),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return asCredentials(certificate, keys);
}

const makeKeys = () => crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
type Keys = Awaited<ReturnType<typeof makeKeys>>;

const readKey = (pem: string) => crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), P256, false, ['sign']);

async function asCredentials(certificate: X509Certificate, keys: Keys): Promise<Credentials> {
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: `${certificate.toString('pem')}\n`, key: `${PemConverter.encode(key, 'PRIVATE KEY')}\n` };
}

/** 126 random bits in a positive number of a fixed length, as RFC 5280 4.1.2.2 wants it. */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}
