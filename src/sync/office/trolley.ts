import type { Check, Finding, FindingState, TrolleyReport } from '../../protocol/office/trolley.ts';
import type { Answer } from './line.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { Check, Finding, FindingState, TrolleyReport };

/** What a trolley says of itself; a node that is none is not asked. */
export interface TrolleyDesk {
  /** It looks anew each time, which takes seconds. */
  report(): Answer<TrolleyReport>;
}
