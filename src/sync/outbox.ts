import * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import { MAX_PUSHES, PUSH_BUDGET_BYTES } from '../protocol/limits.ts';
import type { Push } from '../protocol/messages.ts';
import { around } from './around.ts';
import type { LogStore, Row } from './ports.ts';
import { applyCoalesced, hasGap, ydocFrom } from './ydoc.ts';

/** A push and the rows of this log that it carries. */
export interface Parcel {
  readonly push: Push;
  readonly rows: readonly Row[];
}

/**
 * The next pushes: rows not yet with the upstream, in order. Neighbouring rows of one document and one author travel as one
 * (S3: going up, never across authors). `except` names documents that must wait.
 */
export async function nextParcels(log: LogStore, except: ReadonlySet<DocumentId>): Promise<Parcel[]> {
  const byDocument = new Map<DocumentId, Row[]>();
  for (const row of await log.pending(PUSH_BUDGET_BYTES, except)) {
    byDocument.set(row.doc, [...(byDocument.get(row.doc) ?? []), row]);
  }
  const parcels = await Promise.all([...byDocument.values()].map((rows) => parcelsOf(log, rows)));
  return parcels
    .flat()
    .sort((a, b) => a.rows[0]!.seq - b.rows[0]!.seq)
    .slice(0, MAX_PUSHES);
}

async function parcelsOf(log: LogStore, pending: readonly Row[]): Promise<Parcel[]> {
  const [first] = pending;
  if (pending.length === 1) return [{ push: pushOf(pending, first!.update), rows: pending }];
  const { base, rows } = await around(log, first!.doc, first!.seq);
  const doc = ydocFrom(base ? [base] : []);
  const parcels: Parcel[] = [];
  let read = 0;
  for (const run of runsOf(pending, rows)) {
    const start = rows.indexOf(run[0]!, read);
    for (const row of rows.slice(read, start)) Y.applyUpdate(doc, row.update);
    parcels.push({ push: pushOf(run, coalesce(doc, run)), rows: run });
    read = start + run.length;
  }
  return parcels;
}

/**
 * Rows that may travel as one: of one author, with no other row of the document between them. A row from above that lies between
 * may be what the next one builds on.
 */
function runsOf(pending: readonly Row[], all: readonly Row[]): Row[][] {
  const waiting = new Set(pending.map(({ seq }) => seq));
  const runs: Row[][] = [];
  let open: Row[] | undefined;
  for (const row of all) {
    if (!waiting.has(row.seq)) open = undefined;
    else if (open && open[0]!.author === row.author && open[0]!.device === row.device) open.push(row);
    else runs.push((open = [row]));
  }
  return runs;
}

function pushOf(run: readonly Row[], update: Uint8Array): Push {
  const { doc, author, device } = run[0]!;
  const relayed = run
    .flatMap((row) => row.authors)
    .filter(([, account, from]) => account !== author || from !== device);
  return { doc, author, device, update, ...(relayed.length > 0 && { authors: relayed }) };
}

/** `doc` has all that came before the run, and has the run then. */
function coalesce(doc: Y.Doc, run: readonly Row[]): Uint8Array {
  const updates = run.map((row) => row.update);
  const together = applyCoalesced(doc, updates);
  if (updates.length === 1) return updates[0]!;
  // What hangs in the air would be left out of the coalesced update: then they travel merged as they are, and the upstream says what it lacks.
  return together && !hasGap(doc) ? together : Y.mergeUpdates(updates);
}
