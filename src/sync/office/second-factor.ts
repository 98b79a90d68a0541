import type { Enrolling } from '../../protocol/office/second-factor.ts';
import type { Answer } from './line.ts';

export type { Enrolling };

/** The own second factor of who is signed in. */
export interface SecondFactorDesk {
  /** A secret for the app, against the password; nothing changes until a first code came. */
  begin(password: string): Answer<Enrolling>;
  /** Turns it on; resolves to the recovery codes, which are told this once. */
  confirm(code: string): Answer<readonly string[]>;
  turnOff(password: string): Answer<void>;
}
