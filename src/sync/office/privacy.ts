import type {
  AuditEntry,
  AuditPage,
  ErasureEntry,
  ErasureList,
  LeaverEntry,
  ListedClass,
} from '../../protocol/office/privacy.ts';
import type { Answer } from './line.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { AuditEntry, AuditPage, ErasureEntry, ErasureList, LeaverEntry, ListedClass };

/** What the school owes the people whose data it holds, for who has the duty. */
export interface PrivacyDesk {
  /** The newest lines of the trail before this one. */
  audit(before?: number): Answer<AuditPage>;
  /** The classes that one may take out, with their pupils. */
  pupils(): Answer<readonly ListedClass[]>;
  /** An archive that opens without Cartable. */
  takeOut(what: 'pupil' | 'class', id: string): Answer<Blob>;
  erasures(): Answer<ErasureList>;
  /** `confirm` is the pupil's name, written by hand. Resolves to the erasure's id. */
  erase(pupil: string, confirm: string): Answer<string>;
  /** A page to print. */
  certificate(erasure: string): Answer<Blob>;
}
