import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import type { BadReason, Push, PushResult, SyncResponse } from '../protocol/messages.ts';
import type { Parcel } from './outbox.ts';
import type { Settled } from './ports.ts';
import type { Whole } from './reconcile.ts';

/** What one run of exchanges has learnt, so that it ends. */
export interface Run {
  /** Documents whose rows wait for a later run. */
  readonly waiting: Set<DocumentId>;
  /** Documents that were compared by state vector once already. */
  readonly repaired: Set<DocumentId>;
  /** Those of them that were whole above then. */
  readonly whole: Map<DocumentId, Whole>;
}
export const newRun = (): Run => ({ waiting: new Set(), repaired: new Set(), whole: new Map() });

export interface Results {
  readonly settled: readonly Settled[];
  /** Documents of which something is missing above (S11), or is too much for one push: to be compared by state vector. */
  readonly repair: ReadonlySet<DocumentId>;
  /** Documents that the school erased. */
  readonly gone: readonly DocumentId[];
}

/** Whether a node takes a push of this size. What is larger is not sent: nothing behind it would ever get through. */
export const fits = (push: Push): boolean => push.update.byteLength <= MAX_UPDATE_BYTES;

/** How a node answers one that is larger. */
export const TOO_BIG: PushResult = { s: 'bad', why: 'too-big' };

/** What a node takes in pieces where it does not take it at once. */
const TOO_MUCH: ReadonlySet<BadReason> = new Set(['too-big', 'too-many-structs', 'too-many-clients']);
const isTooMuch = (result: PushResult | undefined) => result?.s === 'bad' && TOO_MUCH.has(result.why);

/** Those rows of a parcel that the upstream has since its document was compared. */
const rowsAbove = ({ push, rows }: Parcel, { whole }: Run): Parcel['rows'] =>
  rows.filter(({ seq }) => seq <= (whole.get(push.doc)?.localSeq ?? 0));

/** Whether a parcel is to be sent: neither what no node takes at once, nor what is above already. */
export const isToBeSent = (parcel: Parcel, run: Run): boolean =>
  fits(parcel.push) && rowsAbove(parcel, run).length < parcel.rows.length;

/** One answer for each parcel, and the rows that it is about: what was not sent is answered as a node would. */
function answersTo(parcels: readonly Parcel[], results: readonly PushResult[], run: Run) {
  let next = 0;
  return parcels.map((parcel): { readonly rows: Parcel['rows']; readonly result: PushResult | undefined } => {
    if (isToBeSent(parcel, run)) return { rows: parcel.rows, result: results[next++] };
    const rows = rowsAbove(parcel, run);
    if (rows.length === 0) return { rows: parcel.rows, result: TOO_BIG };
    return { rows, result: { s: 'ok', seq: run.whole.get(parcel.push.doc)!.up } };
  });
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
  const answers = answersTo(parcels, results, run);
  const settled = parcels.flatMap(({ push }, index): Settled[] => {
    const { rows, result } = answers[index]!;
    if (result?.s === 'ok' && result.seq <= cursor.seq) return rows.map(({ seq }) => ({ seq, up: result.seq }));
    if (result?.s === 'ok') {
      if (!more) run.waiting.add(push.doc); // else this run would ask again and again
      return [];
    }
    if ((result?.s === 'need-sv' || isTooMuch(result)) && !run.repaired.has(push.doc)) {
      run.repaired.add(push.doc);
      repair.add(push.doc);
      return [];
    }
    run.waiting.add(push.doc);
    if (result?.s === 'gone') {
      gone.push(push.doc);
      return [];
    }
    // What is too much is held where its pieces are refused, and else waits for what they build on.
    if (!result || result.s === 'unknown' || result.s === 'need-sv' || isTooMuch(result)) return [];
    journal.warn('the upstream refused an edit; it is kept here', { doc: push.doc, result: result.s });
    return rows.map(({ seq }) => ({ seq, held: result.why }));
  });
  return { settled, repair, gone };
}
