import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import type { Push, PushResult, SyncResponse } from '../protocol/messages.ts';
import type { Parcel } from './outbox.ts';
import type { Settled } from './ports.ts';

/** What one run of exchanges has learnt, so that it ends. */
export interface Run {
  /** Documents whose rows wait for a later run. */
  readonly waiting: Set<DocumentId>;
  /** Documents that were compared by state vector once already. */
  readonly repaired: Set<DocumentId>;
}
export const newRun = (): Run => ({ waiting: new Set(), repaired: new Set() });

export interface Results {
  readonly settled: readonly Settled[];
  /** Documents of which something is missing above (S11): to be compared by state vector. */
  readonly repair: ReadonlySet<DocumentId>;
  /** Documents that the school erased. */
  readonly gone: readonly DocumentId[];
}

/** Whether a node takes a push of this size. What is larger is not sent: nothing behind it would ever get through. */
export const fits = (push: Push): boolean => push.update.byteLength <= MAX_UPDATE_BYTES;

/** How a node answers one that is larger. */
export const TOO_BIG: PushResult = { s: 'bad', why: 'too-big' };

/** One answer for each parcel: what was not sent is answered as a node would. */
function answersTo(parcels: readonly Parcel[], results: readonly PushResult[]): (PushResult | undefined)[] {
  let next = 0;
  return parcels.map(({ push }) => (fits(push) ? results[next++] : TOO_BIG));
}

/**
 * What the upstream's answers say of the rows that were sent. An ack counts once the cursor is past it: only then would the tag
 * tell if the upstream lost that row (S4). Until then the row stays pending and is sent again, which changes nothing above.
 */
export function readResults(
  parcels: readonly Parcel[],
  { results, cursor, more }: SyncResponse,
  run: Run,
  journal: Log,
): Results {
  const repair = new Set<DocumentId>();
  const gone: DocumentId[] = [];
  const answers = answersTo(parcels, results);
  const settled = parcels.flatMap(({ push, rows }, index): Settled[] => {
    const result = answers[index];
    if (result?.s === 'ok' && result.seq <= cursor.seq) return rows.map(({ seq }) => ({ seq, up: result.seq }));
    if (result?.s === 'ok') {
      if (!more) run.waiting.add(push.doc); // else this run would ask again and again
      return [];
    }
    if (result?.s === 'need-sv' && !run.repaired.has(push.doc)) {
      run.repaired.add(push.doc);
      repair.add(push.doc);
      return [];
    }
    run.waiting.add(push.doc);
    if (result?.s === 'gone') {
      gone.push(push.doc);
      return [];
    }
    if (!result || result.s === 'unknown' || result.s === 'need-sv') return [];
    journal.warn('the upstream refused an edit; it is kept here', { doc: push.doc, result: result.s });
    return rows.map(({ seq }) => ({ seq, held: result.why }));
  });
  return { settled, repair, gone };
}
