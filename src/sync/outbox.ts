import type { DocumentId } from '../classroom/document-id.ts';
import { PUSH_BUDGET_BYTES, MAX_PUSHES } from '../protocol/limits.ts';
import type { Push } from '../protocol/messages.ts';
import type { LogStore, Row } from './ports.ts';
import { applyCoalesced, ydocOf } from './ydoc.ts';

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
  const rows = await log.pending(PUSH_BUDGET_BYTES, except);
  const runs = runsOf(rows).slice(0, MAX_PUSHES);
  return Promise.all(runs.map(async (run) => ({ push: await pushOf(log, run), rows: run })));
}

function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  const open = new Map<DocumentId, Row[]>();
  for (const row of rows) {
    const run = open.get(row.doc);
    if (run && run[0]!.author === row.author && run[0]!.device === row.device) run.push(row);
    else {
      const begun = [row];
      open.set(row.doc, begun);
      runs.push(begun);
    }
  }
  return runs;
}

async function pushOf(log: LogStore, run: readonly Row[]): Promise<Push> {
  const { doc, author, device } = run[0]!;
  const relayed = run
    .flatMap((row) => row.authors)
    .filter(([, account, from]) => account !== author || from !== device);
  const update = await coalesce(log, doc, run);
  return { doc, author, device, update, ...(relayed.length > 0 && { authors: relayed }) };
}

async function coalesce(log: LogStore, doc: DocumentId, run: readonly Row[]): Promise<Uint8Array> {
  if (run.length === 1) return run[0]!.update;
  const before = (await log.rowsOf(doc)).filter((row) => row.seq < run[0]!.seq);
  const together = applyCoalesced(
    ydocOf(before),
    run.map((row) => row.update),
  );
  // Nothing new means that earlier rows held it all; the first row still asks for its receipt.
  return together ?? run[0]!.update;
}
