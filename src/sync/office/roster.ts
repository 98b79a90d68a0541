import type { Choice } from '../../classroom/roster/choices.ts';
import type { ImportMode } from '../../classroom/roster/comparison.ts';
import type {
  Applied,
  DraftAnswer,
  ImportDraft,
  ReadingFailure,
  RosterState,
  Undo,
} from '../../protocol/office/roster.ts';
import type { Answer } from './line.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { Applied, DraftAnswer, ImportDraft, ReadingFailure, RosterState, Undo };

/** The import of class lists, for who has the duty. */
export interface RosterDesk {
  state(): Answer<RosterState>;
  /** Reads a file and says what it would change; nothing is written. */
  read(file: Blob, mode: ImportMode): Answer<DraftAnswer>;
  /** Writes a draft, with these choices by row and the usual ones for all others. */
  apply(draft: string, choices: ReadonlyMap<string, Choice>): Answer<Applied>;
  /** Takes the last import back, or says why not. */
  undo(id: string): Answer<Undo>;
}
