import type { ProviderPurpose } from '../../protocol/office/provider.ts';
import type { Answer } from './line.ts';

export type { ProviderPurpose };

/** The way in by the school's identity provider, for accounts that were linked to it. */
export interface ProviderWay {
  /** Leaves this page for the provider; resolves only where that is not possible, or just before. */
  go(purpose: ProviderPurpose): Answer<void>;
  /** Ends what `go` began, where this is the page to which the provider sent the person back; undefined where it is not. */
  comeBack(): Answer<ProviderPurpose | undefined>;
  /** After `comeBack` was refused with `totp-needed`. */
  giveCode(totp: string): Answer<void>;
  unlink(): Answer<void>;
}
