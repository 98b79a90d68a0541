import * as v from 'valibot';
import { Cell } from '../../base/observable.ts';
import { ok } from '../../base/result.ts';
import {
  type AdultChange,
  DoorSchema,
  ListedAdultsSchema,
  type Me,
  MeSchema,
  type NewAdult,
  OneTimePasswordSchema,
  type SetUp,
  SignedInSchema,
  type SignIn,
} from '../../protocol/office/people.ts';
import type { Answer, OfficeLine, OfficeRequest } from '../../sync/office/line.ts';
import type { AdultsDesk, OfficeSession } from '../../sync/office/people.ts';
import type { TokenKeeper } from './http-office-line.ts';

/** Under this name the tab keeps its token, so that a reload does not sign out; it goes with the tab. */
const KEPT_UNDER = 'cartable.office';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The token of this tab's session. */
export class TabToken implements TokenKeeper {
  readonly me = new Cell<Me | undefined>(undefined);
  readonly #keep: Keep | undefined;
  #token: string | undefined;

  constructor(keep: Keep | undefined) {
    this.#keep = keep;
    this.#token = keep?.getItem(KEPT_UNDER) ?? undefined;
  }

  get token(): string | undefined {
    return this.#token;
  }

  take(token: string): void {
    this.#token = token;
    this.#keep?.setItem(KEPT_UNDER, token);
  }

  lost(): void {
    this.#token = undefined;
    this.#keep?.removeItem(KEPT_UNDER);
    this.me.set(undefined);
  }
}

/** OfficeSession by HTTP. */
export class HttpOfficeSession implements OfficeSession {
  readonly me: Cell<Me | undefined>;
  readonly #line: OfficeLine;
  readonly #token: TabToken;

  constructor(line: OfficeLine, token: TabToken) {
    this.#line = line;
    this.#token = token;
    this.me = token.me;
  }

  async resume(): Answer<Me | undefined> {
    if (this.#token.token === undefined) return ok(undefined);
    const answer = await this.#line.ask({ method: 'GET', path: '/api/adults/me' }, MeSchema);
    if (answer.ok) this.me.set(answer.value);
    return answer;
  }

  signIn(wish: SignIn): Answer<Me> {
    return this.begin({ method: 'POST', path: '/api/adults/sign-in', json: wish });
  }

  setUp(wish: SetUp): Answer<Me> {
    return this.begin({ method: 'POST', path: '/api/adults/set-up', json: wish });
  }

  changePassword(current: string, next: string): Answer<Me> {
    return this.begin({ method: 'POST', path: '/api/adults/password', json: { current, next } });
  }

  async signOut(): Promise<void> {
    const told = this.#line.ask({ method: 'POST', path: '/api/adults/sign-out' }, v.unknown());
    this.#token.lost();
    await told;
  }

  /** Asks for a session, whatever the proof. */
  async begin(request: OfficeRequest): Answer<Me> {
    const answer = await this.#line.ask(request, SignedInSchema);
    if (!answer.ok) return answer;
    const { token, ...me } = answer.value;
    this.#token.take(token);
    this.me.set(me);
    return ok(me);
  }
}

/** AdultsDesk by HTTP. */
export class HttpAdultsDesk implements AdultsDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  door() {
    return this.#line.ask({ method: 'GET', path: '/api/adults/door' }, DoorSchema);
  }

  async list() {
    const answer = await this.#line.ask({ method: 'GET', path: '/api/adults' }, ListedAdultsSchema);
    return answer.ok ? ok(answer.value.adults) : answer;
  }

  add(adult: NewAdult): Answer<string> {
    return this.#oneTimePassword({ method: 'POST', path: '/api/adults', json: adult });
  }

  async change(account: string, change: AdultChange): Answer<void> {
    const answer = await this.#line.ask({ method: 'POST', path: pathOf(account), json: change }, v.object({}));
    return answer.ok ? ok(undefined) : answer;
  }

  reset(account: string): Answer<string> {
    return this.#oneTimePassword({ method: 'POST', path: `${pathOf(account)}/reset` });
  }

  async #oneTimePassword(request: OfficeRequest): Answer<string> {
    const answer = await this.#line.ask(request, OneTimePasswordSchema);
    return answer.ok ? ok(answer.value.password) : answer;
  }
}

const pathOf = (account: string): string => `/api/adults/${encodeURIComponent(account)}`;
