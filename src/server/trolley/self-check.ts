import { lookup } from 'node:dns/promises';
import { statfs } from 'node:fs/promises';
import { connect } from 'node:tls';
import type { Finding, FindingState } from '../../protocol/office/trolley.ts';
import { DAY_MS } from './authority.ts';
import type { TrolleyIdentity } from './identity.ts';
import { lidFinding } from './lid.ts';
import { announcedName } from './names.ts';

/** A name that nobody answers to takes mDNS some seconds. */
const NAME_LIMIT_MS = 4_000;
const PORT_LIMIT_MS = 3_000;
/** Renewal comes 120 days before the end; with fewer than these it must have failed again and again. */
const FEW_DAYS = 30;
/** A class's photos and sounds of a month. */
const LITTLE_SPACE = 2_000_000_000;
/** SQLite still writes, files hardly. */
const NO_SPACE = 300_000_000;
/** A trolley that is on every school day makes one each day; a long weekend has no school days. */
const OLD_BACKUP_DAYS = 5;

export interface SelfCheckParts {
  readonly identity: TrolleyIdentity;
  readonly dataDir: string;
  readonly port: number;
  /** This machine's addresses now. */
  readonly addresses: () => readonly string[];
  /** A time that has surely passed: of the program, of the last row written before this start. */
  readonly passed: number;
  /** When the last backup was made. */
  readonly lastBackup: () => Promise<number | undefined>;
  readonly now: () => number;
}

/** Looks at all that makes a trolley fail in a classroom and can be known beforehand. Never rejects. */
export function selfCheck(parts: SelfCheckParts): Promise<Finding[]> {
  const { identity, now } = parts;
  return Promise.all([
    nameFinding(identity.name, parts.addresses()),
    Promise.resolve(clockFinding(now(), Math.max(parts.passed, identity.madeAt))),
    Promise.resolve(certificateFinding(identity, now())),
    diskFinding(parts.dataDir),
    portFinding(parts),
    lidFinding(),
    parts.lastBackup().then((last) => backupFinding(last, now())),
  ]);
}

/** Whether this machine's name leads to it, by whoever answers for names here. */
async function nameFinding(name: string, addresses: readonly string[]): Promise<Finding> {
  const finding = (state: FindingState): Finding => ({ check: 'name', state, value: null });
  const found = await within(NAME_LIMIT_MS, lookup(announcedName(name), { all: true, family: 4 }));
  if (found === undefined || found.length === 0) return finding('attention');
  const isOurs = found.some(({ address }) => addresses.includes(address) || address.startsWith('127.'));
  return finding(isOurs ? 'good' : 'bad');
}

export function clockFinding(now: number, passed: number): Finding {
  return { check: 'clock', state: now < passed ? 'bad' : 'good', value: passed };
}

export function certificateFinding({ certificate }: Pick<TrolleyIdentity, 'certificate'>, now: number): Finding {
  const days = Math.floor((Date.parse(certificate.validTo) - now) / DAY_MS);
  const isEarly = Date.parse(certificate.validFrom) > now;
  return { check: 'certificate', state: days < 0 || isEarly ? 'bad' : few(days, FEW_DAYS), value: days };
}

/** One that seems to be of tomorrow was made by a clock that is right again: it says nothing. */
export function backupFinding(last: number | undefined, now: number): Finding {
  const days = last === undefined ? Infinity : (now - last) / DAY_MS;
  return { check: 'backup', state: days > OLD_BACKUP_DAYS ? 'attention' : 'good', value: last ?? null };
}

async function diskFinding(dataDir: string): Promise<Finding> {
  const disk = await statfs(dataDir).catch(() => undefined); // a disk that cannot say it is unknown
  if (!disk) return { check: 'disk', state: 'unknown', value: null };
  const free = disk.bavail * disk.bsize;
  return { check: 'disk', state: free < NO_SPACE ? 'bad' : few(free, LITTLE_SPACE), value: free };
}

/** Whether a tablet that trusts the authority would get through, up to this machine's own firewall. */
async function portFinding({ identity, port, addresses }: SelfCheckParts): Promise<Finding> {
  const host = addresses()[0] ?? '127.0.0.1';
  const socket = connect({ host, port, ca: identity.authority.toString(), ALPNProtocols: ['http/1.1'] });
  const opened = new Promise<boolean>((resolve) => {
    socket.once('secureConnect', () => resolve(socket.authorized));
    socket.once('error', () => resolve(false));
  });
  const isOpen = await within(PORT_LIMIT_MS, opened);
  socket.destroy();
  return { check: 'port', state: isOpen ? 'good' : 'bad', value: port };
}

const few = (amount: number, limit: number): FindingState => (amount < limit ? 'attention' : 'good');

/** Undefined where it fails or takes too long. */
async function within<Value>(ms: number, wait: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([wait.catch(() => undefined), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
