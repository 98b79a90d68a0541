import type { Observable } from '../../base/observable.ts';
import type { AdultChange, Door, ListedAdult, Me, NewAdult, SetUp, SignIn } from '../../protocol/office/people.ts';
import type { Answer } from './line.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { AdultChange, Door, ListedAdult, Me, NewAdult, SetUp, SignIn };

/** Who is signed in on this page. */
export interface OfficeSession {
  /** Undefined while nobody is. */
  readonly me: Observable<Me | undefined>;
  /** Goes on with the session of an earlier load of this page, if there is one. */
  resume(): Answer<Me | undefined>;
  signIn(wish: SignIn): Answer<Me>;
  /** Makes the first head. */
  setUp(wish: SetUp): Answer<Me>;
  changePassword(current: string, next: string): Answer<Me>;
  /** Also where the node cannot be told: this page forgets it at once. */
  signOut(): Promise<void>;
}

/** The accounts, for who may manage them. */
export interface AdultsDesk {
  door(): Answer<Door>;
  list(): Answer<readonly ListedAdult[]>;
  /** Resolves to the one-time password. */
  add(adult: NewAdult): Answer<string>;
  change(account: string, change: AdultChange): Answer<void>;
  /** Ends all sessions of the account; resolves to the one-time password. */
  reset(account: string): Answer<string>;
}
