import { X509Certificate } from 'node:crypto';
import type { Log } from '../../base/log.ts';
import { Signal } from '../../base/observable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Clock } from '../../sync/ports.ts';
import { type Credentials, DAY_MS, EARLY_DAYS, issueLeaf, makeAuthority } from './authority.ts';
import { namesOf } from './names.ts';
import type { TrustFolder } from './trust-folder.ts';

/** A trolley may stand switched off over the long holidays and come back with a certificate that is still good. */
const RENEW_BEFORE_DAYS = 120;
/** How soon a new address is vouched for: an access point that was switched on hands one out in less. */
const LOOK_EVERY_MS = 30_000;
const LOOPBACK = ['127.0.0.1', '::1'];

interface IdentityParts {
  readonly name: string;
  readonly folder: TrustFolder;
  /** This machine's addresses as they are now. */
  readonly addresses: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Why a certificate is issued anew. */
export type Due = 'unusable' | 'not-yet-valid' | 'ending' | 'new-address' | 'new-name';

/** Why there is no identity: the authority cannot be read, or it was made for another name, whose tablets trust it. */
export type IdentityFault =
  { readonly fault: 'broken-authority' } | { readonly fault: 'other-name'; readonly name: string };

/**
 * Who a trolley is to its tablets: an authority that they trust once, and a certificate that is issued anew by itself, before its
 * end and when the machine gets another address. Certificates are the one place where the wall clock counts, since browsers read it.
 */
export class TrolleyIdentity {
  /** The certificate was issued anew. */
  readonly changed = new Signal();
  readonly name: string;
  readonly authority: X509Certificate;
  readonly #parts: IdentityParts;
  readonly #authority: Credentials;
  #leaf: Credentials;
  #stopLooking: () => void = () => undefined;

  private constructor(parts: IdentityParts, authority: Credentials, leaf: Credentials) {
    this.name = parts.name;
    this.#parts = parts;
    this.#authority = authority;
    this.authority = new X509Certificate(authority.certificate);
    this.#leaf = leaf;
  }

  /** The identity in this folder; makes it where there is none. An authority is never replaced: tablets would trust no one. */
  static async open(parts: IdentityParts): Promise<Result<TrolleyIdentity, IdentityFault>> {
    const { folder, name, clock, log } = parts;
    const kept = await folder.read('authority');
    if (!kept.ok && kept.error === 'broken') return err({ fault: 'broken-authority' });
    const authority = kept.ok ? kept.value : await makeAuthority(name, clock.now());
    if (!kept.ok) await folder.write('authority', authority);
    const vouched = vouchedName(new X509Certificate(authority.certificate));
    if (vouched !== name) return err({ fault: 'other-name', name: vouched });
    const leaf = await folder.read('leaf');
    if (!leaf.ok && leaf.error === 'broken') log.warn('the certificate could not be read and is issued anew', {});
    const identity = new TrolleyIdentity(parts, authority, leaf.ok ? leaf.value : NONE);
    await identity.look();
    return ok(identity);
  }

  /** What a TLS server presents; the authority's own certificate goes along for who wants to look at it. */
  get credentials(): { readonly cert: string; readonly key: string } {
    return { cert: this.#leaf.certificate + this.#authority.certificate, key: this.#leaf.key };
  }

  get certificate(): X509Certificate {
    return new X509Certificate(this.#leaf.certificate);
  }

  /** When the authority was made: this machine's clock was there already. */
  get madeAt(): number {
    return Date.parse(this.authority.validFrom) + EARLY_DAYS * DAY_MS;
  }

  /** Looks after the certificate from now on. */
  start(): void {
    const again = (): void => {
      this.#stopLooking = this.#parts.clock.after(LOOK_EVERY_MS, () => {
        this.look().catch((error: unknown) => {
          // A full disk, say: the old certificate serves on, and the next look tries again.
          this.#parts.log.error('the certificate could not be issued anew', { error: String(error) });
        });
        again();
      });
    };
    again();
  }

  close(): void {
    this.#stopLooking();
  }

  /** Issues a new certificate where one is due. */
  async look(): Promise<Due | undefined> {
    const { clock, folder, log } = this.#parts;
    const wanted = this.#wanted();
    const due = dueFor(this.#leaf, this.authority, wanted);
    // A clock that is behind would make a certificate that ends too early; what there is serves better.
    if (due === undefined || (due !== 'unusable' && clock.now() < this.madeAt)) return undefined;
    const leaf = await issueLeaf(this.#authority, wanted);
    await folder.write('leaf', leaf);
    this.#leaf = leaf;
    log.info('a certificate was issued', { due, addresses: wanted.addresses.join(' ') });
    this.changed.emit();
    return due;
  }

  #wanted(): Wanted {
    const { addresses, clock, name } = this.#parts;
    return { names: namesOf(name), addresses: [...addresses(), ...LOOPBACK], now: clock.now() };
  }
}

interface Wanted {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly now: number;
}

const NONE: Credentials = { certificate: '', key: '' };

function dueFor(leaf: Credentials, authority: X509Certificate, { names, addresses, now }: Wanted): Due | undefined {
  if (leaf === NONE) return 'unusable';
  const certificate = new X509Certificate(leaf.certificate);
  if (!certificate.verify(authority.publicKey)) return 'unusable';
  if (Date.parse(certificate.validFrom) > now) return 'not-yet-valid';
  const [end, lastEnd] = [Date.parse(certificate.validTo), Date.parse(authority.validTo)];
  if (end < lastEnd && end - RENEW_BEFORE_DAYS * DAY_MS < now) return 'ending';
  if (addresses.some((address) => certificate.checkIP(address) === undefined)) return 'new-address';
  return names.some((name) => certificate.checkHost(name) === undefined) ? 'new-name' : undefined;
}

/** The trolley's name, as its authority's own name says it. */
function vouchedName({ subject }: X509Certificate): string {
  return /^CN=Cartable (\S+) \([0-9A-F]{4}\)$/m.exec(subject)?.[1] ?? '';
}
