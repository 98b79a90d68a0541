import * as Y from 'yjs';
import { equalBytes } from '../base/bytes.ts';
import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { MAX_WANTS, PROTOCOL_VERSION, PUSH_BUDGET_BYTES } from '../protocol/limits.ts';
import type {
  Author,
  BadReason,
  DeniedReason,
  Diff,
  Push,
  PushResult,
  SyncResponse,
  Want,
} from '../protocol/messages.ts';
import { absorbable, receiptOf, settleAbsorbed } from './absorb.ts';
import { type Inspector, isPushable } from './inspector.ts';
import { type Link, LinkError, type LogStore, type Row } from './ports.ts';
import { fits, TOO_BIG } from './push-results.ts';
import { fitting, weightOf } from './weight.ts';
import { isEmptyUpdate, ydocOf } from './ydoc.ts';

/** Documents compared in one request at most. */
const BATCH = Math.min(200, MAX_WANTS);

interface ReconcileParts {
  readonly device: string;
  readonly log: LogStore;
  readonly inspector: Inspector;
  readonly journal: Log;
}

/** A document whose rows up to `localSeq` of this log are all in the upstream's log, at or before `up`. */
export interface Whole {
  readonly doc: DocumentId;
  readonly localSeq: number;
  readonly up: number;
}

export interface Reconciled {
  /** Documents with rows from above. */
  readonly received: readonly DocumentId[];
  readonly whole: readonly Whole[];
  /** Documents that the upstream will not take from this node, and why. */
  readonly refused: ReadonlyMap<DocumentId, DeniedReason | BadReason>;
  /** Documents that were erased there for good. */
  readonly gone: readonly DocumentId[];
}

/**
 * Compares documents with the upstream by state vector and makes both sides whole: stores what it has and this node lacks, pushes
 * what it lacks, in the names of those who wrote it. State vectors ignore deletions (S5), so deletions always travel along.
 * The cursor is not touched: whoever called decides when all is done.
 */
export async function reconcile(
  parts: ReconcileParts,
  link: Link,
  documents: readonly DocumentId[],
): Promise<Reconciled> {
  const received: DocumentId[] = [];
  const whole: Whole[] = [];
  const refused = new Map<DocumentId, DeniedReason | BadReason>();
  const gone: DocumentId[] = [];
  const unasked = [...new Set(documents)];
  let wants: Want[] = [];
  while (unasked.length + wants.length > 0) {
    const next = unasked.splice(0, BATCH - wants.length);
    wants.push(...(await Promise.all(next.map(async (doc) => wantOf(doc, await parts.log.rowsOf(doc))))));
    const asked = fitting(wants, PUSH_BUDGET_BYTES, ({ sv }) => weightOf({ update: sv }));
    const answer = await link.sync({ v: PROTOCOL_VERSION, cursor: null, pushes: [], wants: asked, quiet: true });
    const answered = new Set(answer.diffs.map((diff) => diff.doc));
    const left = wants.filter(({ doc }) => !answered.has(doc));
    if (left.length === wants.length) throw new LinkError('bad-answer'); // it would be asked for ever
    const stored = await storeDiffs(parts, answer);
    received.push(...stored);
    const goingOn = new Set(answer.diffs.flatMap(({ doc, more }) => (more && stored.includes(doc) ? [doc] : [])));
    wants = [
      ...left,
      ...(await Promise.all(asked.filter(({ doc }) => goingOn.has(doc)).map((want) => goOn(parts, want)))),
    ];
    for (const diff of answer.diffs) if (!diff.update) refused.set(diff.doc, 'no-right');
    const ended = answer.diffs.filter(({ doc }) => !goingOn.has(doc));
    for (const { one, result } of await pushBack(parts, link, ended)) {
      if (result?.s === 'ok') whole.push({ ...one, up: result.seq });
      else parts.journal.warn('could not be made whole above', { doc: one.doc, result: result?.s ?? 'none' });
      if (result?.s === 'denied' || result?.s === 'bad') refused.set(one.doc, result.why);
      if (result?.s === 'gone') gone.push(one.doc);
    }
  }
  return { received, whole, refused, gone };
}

function wantOf(doc: DocumentId, rows: readonly Row[]): Want {
  return { doc, sv: Y.encodeStateVector(ydocOf(rows)), parts: true };
}

/** Asks on for a document of which a part came; where that part held nothing new, it would be asked for ever. */
async function goOn({ log }: ReconcileParts, { doc, sv }: Want): Promise<Want> {
  const want = wantOf(doc, await log.rowsOf(doc));
  if (equalBytes(want.sv, sv)) throw new LinkError('bad-answer');
  return want;
}

async function storeDiffs(parts: ReconcileParts, answer: SyncResponse): Promise<DocumentId[]> {
  const { diffs, node } = answer;
  const feed = diffs.flatMap(({ doc, update, seq, authors }) =>
    update && !isEmptyUpdate(update) ? [{ doc, update, seq, authors }] : [],
  );
  const { rows } = await absorbable(parts, feed);
  const cursor = await parts.log.cursor();
  // A receipt of another log than the cursor's says nothing of rows whose positions are of that one.
  const isOfOne = cursor === null || cursor.epoch === node.epoch;
  const receipt = isOfOne ? receiptOf(answer) : { role: node.role, seq: 0, held: [] };
  await settleAbsorbed(parts, { settled: [], rows, cursor: null, receipt });
  return rows.map((row) => row.doc);
}

async function pushBack(
  parts: ReconcileParts,
  link: Link,
  diffs: readonly Diff[],
): Promise<{ one: Whole; result: PushResult | undefined }[]> {
  const missing = (await Promise.all(diffs.map((diff) => missingAbove(parts, diff)))).filter(
    (one) => one !== undefined,
  );
  const results = new Map<DocumentId, PushResult | undefined>();
  for (const { doc, up } of missing) results.set(doc, { s: 'ok', seq: up });
  /** A document is as far as its last piece, and refused where one of them is. */
  const note = (doc: DocumentId, result: PushResult | undefined): void => {
    if (results.get(doc)?.s === 'ok') results.set(doc, result);
  };
  const left = missing.flatMap(({ pushes }) => pushes);
  while (left.length > 0) {
    const next = left.splice(0, fitting(left, PUSH_BUDGET_BYTES, weightOf).length);
    for (const push of next) if (!fits(push)) note(push.doc, TOO_BIG);
    // What follows a piece that was refused would only miss it.
    const pushes = next.filter(({ doc }) => results.get(doc)?.s === 'ok');
    if (pushes.length === 0) continue;
    const answer = await link.sync({ v: PROTOCOL_VERSION, cursor: null, pushes, wants: [], quiet: true });
    pushes.forEach(({ doc }, index) => note(doc, answer.results[index]));
  }
  return missing.map(({ pushes: _, ...one }) => ({ one, result: results.get(one.doc) }));
}

async function missingAbove(
  { log, device }: ReconcileParts,
  diff: Diff,
): Promise<(Whole & { readonly pushes: readonly Push[] }) | undefined> {
  if (!diff.update) return undefined;
  const rows = await log.rowsOf(diff.doc);
  const last = rows.at(-1);
  // Nothing to be read here, nor anything new there: whatever was here has left both, or is damaged here and of no more use.
  if (!last) return isEmptyUpdate(diff.update) ? { doc: diff.doc, localSeq: 0, up: diff.seq, pushes: [] } : undefined;
  const update = Y.encodeStateAsUpdate(ydocOf(rows), diff.sv);
  const named = { doc: diff.doc, localSeq: last.seq, up: diff.seq };
  if (isEmptyUpdate(update) || hasAll(diff, update)) return { ...named, pushes: [] };
  const authors = [...new Map(rows.flatMap((row) => row.authors).map((author) => [author[0], author])).values()];
  const author = speakerOf(rows, authors);
  if (author === undefined) return undefined;
  const pieces = isPushable(update) ? [update] : await inPieces(update);
  return { ...named, pushes: pieces.map((piece) => ({ doc: diff.doc, update: piece, author, device, authors })) };
}

/** Brought when it is needed: a year may pass before, and each start would wait for it. */
const inPieces = async (update: Uint8Array): Promise<Uint8Array[]> => (await import('./pieces.ts')).inPieces(update);

/** Whether the upstream has these structs and, as far as it told, these deletions: an update says all deletions, new or not (S5). */
function hasAll(diff: Diff, update: Uint8Array): boolean {
  if (!diff.update) return false;
  try {
    const above = Y.createSnapshot(Y.decodeUpdate(diff.update).ds, Y.decodeStateVector(diff.sv));
    return Y.snapshotContainsUpdate(above, update);
  } catch {
    return false; // bytes that make no sense: all is pushed back
  }
}

/** In whose name a document is pushed back: who wrote last; where all rows are joined ones, somebody who wrote in it. */
function speakerOf(rows: readonly Row[], authors: readonly Author[]): string | undefined {
  return rows.filter(({ author }) => author !== '').at(-1)?.author ?? authors.at(-1)?.[1];
}
