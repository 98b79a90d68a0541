import { Cell } from '../../src/base/observable.ts';
import { err, ok } from '../../src/base/result.ts';
import type { AdultRole } from '../../src/classroom/duties.ts';
import type { Answer, OfficeTrouble } from '../../src/sync/office/line.ts';
import type { Office } from '../../src/sync/office/office.ts';
import type {
  AdultChange,
  AdultsDesk,
  Door,
  ListedAdult,
  Me,
  NewAdult,
  OfficeSession,
  SetUp,
  SignIn,
} from '../../src/sync/office/people.ts';
import type { ProviderPurpose, ProviderWay } from '../../src/sync/office/provider.ts';
import type { Enrolling, SecondFactorDesk } from '../../src/sync/office/second-factor.ts';

export const FAKE_PASSWORD = 'quatre mots au soleil';

export const meAs = (role: AdultRole, name = 'Mme Vellayen'): Me => ({
  adult: { account: name.toLowerCase().replaceAll(/[^a-z]+/g, '-'), name, role, classes: [] },
  mustChange: false,
  linked: false,
  totp: false,
  idleMs: 30 * 60_000,
  leftMs: 8 * 60 * 60_000,
});

/** The node's people as the office sees them, in memory. A test plays the node. */
export class FakeSession implements OfficeSession {
  readonly me = new Cell<Me | undefined>(undefined);
  /** Who is let in with FAKE_PASSWORD. */
  known: Me = meAs('head');
  totp: string | undefined;
  trouble: OfficeTrouble | undefined;
  resumed = 0;
  signedOut = 0;

  async resume(): Answer<Me | undefined> {
    this.resumed += 1;
    return this.trouble ? err(this.trouble) : ok(this.me.value);
  }

  async signIn({ account, password, totp }: SignIn): Answer<Me> {
    if (this.trouble) return err(this.trouble);
    if (account !== this.known.adult.account || password !== FAKE_PASSWORD)
      return err({ why: 'refused', code: 'bad-code' });
    if (this.totp !== undefined && totp !== this.totp) return err({ why: 'refused', code: 'totp-needed' });
    return this.#enter(this.known);
  }

  async setUp({ code, account, name }: SetUp): Answer<Me> {
    if (code !== 'AAAA-BBBB-CCCC') return err({ why: 'refused', code: 'bad-code' });
    return this.#enter({ ...meAs('head', name), adult: { account, name, role: 'head', classes: [] } });
  }

  async changePassword(current: string, next: string): Answer<Me> {
    if (current !== FAKE_PASSWORD) return err({ why: 'refused', code: 'bad-code' });
    if (next.length < 12) return err({ why: 'refused', code: 'weak-password' });
    return this.#enter({ ...(this.me.value ?? this.known), mustChange: false });
  }

  async signOut(): Promise<void> {
    this.signedOut += 1;
    this.me.set(undefined);
  }

  #enter(me: Me): Awaited<Answer<Me>> {
    this.me.set(me);
    return ok(me);
  }
}

/** The identity provider, which sends people back with what the test says. */
export class FakeProvider implements ProviderWay {
  went: ProviderPurpose[] = [];
  codes: string[] = [];
  unlinked = 0;
  trouble: OfficeTrouble | undefined;
  back: Awaited<Answer<ProviderPurpose | undefined>> = ok(undefined);

  async go(purpose: ProviderPurpose): Answer<void> {
    if (this.trouble) return err(this.trouble);
    this.went.push(purpose);
    return ok(undefined);
  }

  async comeBack(): Answer<ProviderPurpose | undefined> {
    return this.back;
  }

  async giveCode(totp: string): Answer<void> {
    this.codes.push(totp);
    return totp === '123456' ? ok(undefined) : err({ why: 'refused', code: 'totp-needed' });
  }

  async unlink(): Answer<void> {
    this.unlinked += 1;
    return ok(undefined);
  }
}

/** A second factor whose app always shows 123456. */
export class FakeSecondFactor implements SecondFactorDesk {
  readonly #session: FakeSession;

  constructor(session: FakeSession) {
    this.#session = session;
  }

  async begin(password: string): Answer<Enrolling> {
    if (password !== FAKE_PASSWORD) return err({ why: 'refused', code: 'bad-code' });
    const key = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    return ok({ key, uri: `otpauth://totp/Cartable:mme-vellayen?secret=${key}&issuer=Cartable` });
  }

  async confirm(code: string): Answer<readonly string[]> {
    if (code !== '123456') return err({ why: 'refused', code: 'bad-code' });
    this.#show({ totp: true });
    return ok(Array.from({ length: 8 }, (_, index) => `abcd-efgh-jkmn-pqr${index + 2}`));
  }

  async turnOff(password: string): Answer<void> {
    if (password !== FAKE_PASSWORD) return err({ why: 'refused', code: 'bad-code' });
    this.#show({ totp: false });
    return ok(undefined);
  }

  #show(change: Partial<Me>): void {
    const { value } = this.#session.me;
    if (value) this.#session.me.set({ ...value, ...change });
  }
}

export class FakeAdults implements AdultsDesk {
  at: Door = { toSetUp: false, school: 'École des Tortues', provider: null };
  listed: ListedAdult[] = [];
  trouble: OfficeTrouble | undefined;

  async door(): Answer<Door> {
    return this.trouble ? err(this.trouble) : ok(this.at);
  }

  async list(): Answer<readonly ListedAdult[]> {
    return ok([...this.listed]);
  }

  async add(adult: NewAdult): Answer<string> {
    if (this.listed.some(({ account }) => account === adult.account)) return err({ why: 'refused', code: 'taken' });
    this.listed = [...this.listed, { ...adult, disabled: false, mustChange: true, totp: false }];
    return ok('abcd-efgh-jkmn-pqrs');
  }

  async change(account: string, change: AdultChange): Answer<void> {
    this.listed = this.listed.map((one) =>
      one.account === account ? { ...one, disabled: change.disabled ?? one.disabled } : one,
    );
    return ok(undefined);
  }

  async reset(): Answer<string> {
    return ok('wxyz-2345-6789-abcd');
  }
}

/** The office without a node behind it. A room's own test gives its desk as `rooms`. */
export function fakeOffice(rooms: Partial<Office> = {}): Office & {
  session: FakeSession;
  adults: FakeAdults;
  provider: FakeProvider;
  secondFactor: FakeSecondFactor;
} {
  const session = new FakeSession();
  return {
    ...(rooms as Office),
    session,
    adults: new FakeAdults(),
    provider: new FakeProvider(),
    secondFactor: new FakeSecondFactor(session),
  };
}
