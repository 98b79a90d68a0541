import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createSecureContext, createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../../src/base/log.ts';
import { DAY_MS, issueLeaf, makeAuthority } from '../../../src/server/trolley/authority.ts';
import { TrolleyIdentity } from '../../../src/server/trolley/identity.ts';
import { TrustFolder } from '../../../src/server/trolley/trust-folder.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { until } from '../../support/until.ts';

const NAME = 'malle-3';

let dataDir: string;
let clock: ManualClock;
let addresses: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cartable-trust-'));
  clock = new ManualClock();
  clock.advance(Date.now());
  addresses = ['192.168.1.20'];
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function open(name = NAME): Promise<TrolleyIdentity> {
  const identity = await tryToOpen(name);
  if (!identity.ok) throw new Error(identity.error.fault);
  return identity.value;
}

const tryToOpen = (name = NAME) =>
  TrolleyIdentity.open({
    name,
    folder: new TrustFolder(dataDir),
    addresses: () => addresses,
    clock,
    log: new Log(() => 0),
  });

const daysLeft = ({ certificate }: TrolleyIdentity): number =>
  Math.round((Date.parse(certificate.validTo) - clock.now()) / DAY_MS);

/** What a client that trusts `ca` says of a server with these credentials, reached by this name; '' where all is well. */
async function verdict(credentials: SecureContextOptions, ca: string, servername: string): Promise<string> {
  const server = createServer(credentials, (socket) => socket.end()).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined); // the client says it too
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client: TLSSocket = connect({ port, host: '127.0.0.1', servername, ca });
  const said = await new Promise<string>((resolve) => {
    client.once('secureConnect', () => resolve(''));
    // OpenSSL has no code of its own for a name that the authority may not vouch for.
    client.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(code === undefined || code === 'UNSPECIFIED' ? message : code),
    );
  });
  client.destroy();
  server.close();
  return said;
}

describe('the certificate of a new trolley', () => {
  test.each(['malle-3', 'malle-3.local', 'malle-3.lan', 'malle-3.home.arpa', 'localhost'])(
    'is trusted as %s by who trusts its authority',
    async (name) => {
      const { credentials, authority } = await open();
      expect(await verdict(credentials, authority.toString(), name)).toBe('');
    },
  );

  test('is trusted by its addresses', async () => {
    const { certificate } = await open();
    expect(['192.168.1.20', '127.0.0.1', '::1'].map((ip) => certificate.checkIP(ip) !== undefined)).toEqual([
      true,
      true,
      true,
    ]);
    expect(certificate.checkIP('192.168.1.21')).toBeUndefined();
  });

  test('is refused under another name, and by who trusts another authority', async () => {
    const { credentials, authority } = await open();
    expect(await verdict(credentials, authority.toString(), 'malle-4.local')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    const stranger = await makeAuthority(NAME, clock.now());
    expect(await verdict(credentials, stranger.certificate, 'malle-3.local')).not.toBe('');
  });

  test('is short enough for an iPad (825 days), good for a server alone, and early enough for a late clock', async () => {
    const { certificate } = await open();
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY_MS;
    expect(days).toBeLessThan(825);
    expect(days).toBeGreaterThan(800);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(clock.now() - Date.parse(certificate.validFrom)).toBeGreaterThan(29 * DAY_MS);
    expect(certificate.ca).toBe(false);
  });

  test('is found good by OpenSSL too', async () => {
    const { certificate, authority } = await open();
    const [ca, leaf] = [join(dataDir, 'ca.pem'), join(dataDir, 'leaf.pem')];
    await writeFile(ca, authority.toString());
    await writeFile(leaf, certificate.toString());
    const arguments_ = ['verify', '-x509_strict', '-CAfile', ca, '-verify_hostname', 'malle-3.local', leaf];
    expect(execFileSync('openssl', arguments_, { encoding: 'utf8' })).toContain('OK');
  });
});

describe('the authority', () => {
  test.each([
    ['a bank', ['banque.example'], []],
    ['another trolley', ['malle-4.local'], []],
    ['an address of the Internet', ['malle-3'], ['203.0.113.7']],
  ])('cannot vouch for %s: whoever steals its key plays this trolley and no one else', async (_, names, more) => {
    const authority = await makeAuthority(NAME, clock.now());
    const { certificate, key } = await issueLeaf(authority, { names, addresses: more, now: clock.now() });
    const said = await verdict({ cert: certificate, key }, authority.certificate, names[0]!);
    expect(said).toBe('permitted subtree violation');
  });

  test('stays the same when the trolley is started again', async () => {
    const first = await open();
    const second = await open();
    expect(second.authority.fingerprint256).toBe(first.authority.fingerprint256);
    expect(second.certificate.fingerprint256).toBe(first.certificate.fingerprint256);
  });

  test('is never replaced: for another name, or where it cannot be read, the trolley says so', async () => {
    await open();
    expect(await tryToOpen('malle-4')).toEqual({ ok: false, error: { fault: 'other-name', name: 'malle-3' } });
    await writeFile(join(dataDir, 'trust', 'authority.pem'), 'torn');
    expect(await tryToOpen()).toEqual({ ok: false, error: { fault: 'broken-authority' } });
  });

  test.skipIf(process.platform === 'win32')('and all keys are for this user alone', async () => {
    await open();
    const modes = ['.', 'authority.pem', 'leaf.pem', 'malle.crt'].map(async (file) =>
      ((await stat(join(dataDir, 'trust', file))).mode & 0o777).toString(8),
    );
    expect(await Promise.all(modes)).toEqual(['700', '600', '600', '644']);
    expect(await readFile(join(dataDir, 'trust', 'malle.crt'), 'utf8')).not.toContain('PRIVATE');
  });
});

describe('the certificate is issued anew', () => {
  test('before its end, under the same authority', async () => {
    const identity = await open();
    const before = identity.certificate.fingerprint256;
    clock.advance(670 * DAY_MS);
    expect(await identity.look()).toBeUndefined();
    clock.advance(10 * DAY_MS);
    expect(await identity.look()).toBe('ending');
    expect(identity.certificate.fingerprint256).not.toBe(before);
    expect(daysLeft(identity)).toBe(794);
    expect(identity.certificate.verify(identity.authority.publicKey)).toBe(true);
  });

  test('after its end, when the trolley was switched off for years', async () => {
    const before = (await open()).certificate.fingerprint256;
    clock.advance(1_000 * DAY_MS);
    const identity = await open();
    expect(identity.certificate.fingerprint256).not.toBe(before);
    expect(daysLeft(identity)).toBe(794);
  });

  test('when the machine gets another address, by itself', async () => {
    const identity = await open();
    identity.start();
    let changes = 0;
    identity.changed.subscribe(() => (changes += 1));
    clock.advance(30_000);
    addresses = ['10.0.0.7'];
    clock.advance(30_000);
    await until(() => changes === 1);
    expect(identity.certificate.checkIP('10.0.0.7')).toBeDefined();
    identity.close();
    expect(clock.timers).toBe(0);
  });

  test('but not when it only loses its network', async () => {
    const identity = await open();
    addresses = [];
    expect(await identity.look()).toBeUndefined();
  });

  test('where its file is torn', async () => {
    const before = (await open()).certificate.fingerprint256;
    await writeFile(join(dataDir, 'trust', 'leaf.pem'), 'torn');
    expect((await open()).certificate.fingerprint256).not.toBe(before);
  });

  test('when it was made by a clock that was far ahead', async () => {
    const identity = await open();
    const now = clock.now();
    clock.advance(3_000 * DAY_MS);
    await identity.look();
    clock.advance(now - clock.now());
    expect(await identity.look()).toBe('not-yet-valid');
    expect(daysLeft(identity)).toBe(794);
  });

  test('but never by a clock that is behind the authority: what there is serves better', async () => {
    const identity = await open();
    const before = identity.certificate.fingerprint256;
    clock.advance(-Date.now()); // 1970: a flat battery
    expect(await identity.look()).toBeUndefined();
    expect(identity.certificate.fingerprint256).toBe(before);
  });

  test('and never beyond the end of its authority', async () => {
    const identity = await open();
    clock.advance(3_600 * DAY_MS);
    await identity.look();
    const end = identity.certificate.validTo;
    expect(end).toBe(identity.authority.validTo);
    expect(await identity.look()).toBeUndefined();
  });
});

test('the key in the folder is the one of the certificate', async () => {
  const { credentials } = await open();
  expect(() => createSecureContext(credentials)).not.toThrow();
  const [leaf, ca] = credentials.cert.split(/(?<=-----END CERTIFICATE-----\n)/);
  expect(new X509Certificate(leaf!).checkIssued(new X509Certificate(ca!))).toBe(true);
});
