import * as Y from 'yjs';
import type { DocumentId } from '../classroom/document-id.ts';
import type { LogStore, Row } from './ports.ts';
import { newYDoc, ydocOf } from './ydoc.ts';

/** Signs written in one go before a version ends: about the length of a paragraph. */
export const VERSION_SIGNS = 300;
/** Signs erased in one go that make a version of what was there before: more than a word that is mended. */
export const ERASED_SIGNS = 20;

export interface Writer {
  readonly account: string;
  readonly device: string;
}

/** What a document said at one moment (S14). Order says what was before what; rows bear no time (S6). */
export interface Version {
  /** The position in this device's log up to which it was written; names the version on this device alone. */
  readonly seq: number;
  /** Who wrote since the version before: several where edits came joined from above, nobody where only erasing is known. */
  readonly writers: readonly Writer[];
  /** Signs written and erased since the version before; about, since the marks of a page count too. */
  readonly added: number;
  readonly erased: number;
}

/** One row, and what it did to the document. */
interface Step extends Version {
  /** ClientIDs under which it wrote: each opening of a document has its own (S7). */
  readonly clients: readonly number[];
}

/**
 * A document's versions, the oldest first. Neighbouring rows become one version as long as the same people wrote them, in the
 * same opening, up to about a paragraph; what was there before much was erased is a version too.
 */
export async function historyOf(log: LogStore, doc: DocumentId): Promise<Version[]> {
  const steps = stepsOf(await everyRow(log, doc));
  const cuts = erasingCuts(steps);
  const versions: Step[] = [];
  for (const [i, step] of steps.entries()) {
    const open = versions.at(-1);
    if (open && !cuts.has(i) && goesOn(open, step)) versions[versions.length - 1] = joined(open, step);
    else versions.push(step);
  }
  return versions.map(({ seq, writers, added, erased }) => ({ seq, writers, added, erased }));
}

/** The document as it was right after the row at `seq`; nobody may edit it. */
export async function versionAt(log: LogStore, doc: DocumentId, seq: number): Promise<Y.Doc> {
  return ydocOf((await everyRow(log, doc)).filter((row) => row.seq <= seq));
}

/** Rows as they were made, also those that were compacted since. The archive is read last: rows only ever go there. */
async function everyRow(log: LogStore, doc: DocumentId): Promise<Row[]> {
  const rows = await log.rowsOf(doc);
  const archived = await log.archivedRowsOf(doc);
  const upTo = archived.at(-1)?.seq ?? 0;
  return [...archived, ...rows.filter((row) => row.seq > upTo)];
}

/** Each row that said something new. */
function stepsOf(rows: readonly Row[]): Step[] {
  const doc = newYDoc();
  let added = 0;
  let erased = 0;
  let clients: number[] = [];
  doc.on('afterTransaction', ({ beforeState, afterState, deleteSet }: Y.Transaction) => {
    for (const [client, clock] of afterState) {
      const news = clock - (beforeState.get(client) ?? 0);
      if (news > 0) clients.push(client);
      added += news;
    }
    for (const items of deleteSet.clients.values()) erased += items.reduce((sum, { len }) => sum + len, 0);
  });
  return rows.flatMap((row): Step[] => {
    [added, erased, clients] = [0, 0, []];
    Y.applyUpdate(doc, row.update);
    return added + erased > 0 ? [{ seq: row.seq, writers: writersOf(row, clients), added, erased, clients }] : [];
  });
}

/** A joined row names all who may have written in it: those under whose clientIDs something is new did. */
function writersOf(row: Row, clients: readonly number[]): Writer[] {
  if (row.author !== '') return [{ account: row.author, device: row.device }];
  const writers = row.authors.filter(([client]) => clients.includes(client));
  return writers.map(([, account, device]) => ({ account, device }));
}

/** Indexes of the steps with which much begins to be erased, and of those that follow it. */
function erasingCuts(steps: readonly Step[]): Set<number> {
  const cuts = new Set<number>();
  for (let i = 0; i < steps.length; i++) {
    const begin = i;
    let erased = 0;
    for (; i < steps.length && isErasing(steps[i]!); i++) erased += steps[i]!.erased;
    if (erased >= ERASED_SIGNS) cuts.add(begin).add(i);
  }
  return cuts;
}

const isErasing = ({ added, erased }: Step): boolean => erased > added || erased >= ERASED_SIGNS;

function goesOn(open: Step, step: Step): boolean {
  if (accountsOf(open) !== accountsOf(step) || open.added >= VERSION_SIGNS) return false;
  const isSameOpening = step.clients.some((client) => open.clients.includes(client));
  return isSameOpening || step.clients.length === 0 || open.clients.length === 0;
}

function joined(open: Step, step: Step): Step {
  const writers = new Map([...open.writers, ...step.writers].map((one) => [`${one.account} ${one.device}`, one]));
  return {
    seq: step.seq,
    writers: [...writers.values()],
    added: open.added + step.added,
    erased: open.erased + step.erased,
    clients: [...new Set([...open.clients, ...step.clients])],
  };
}

const accountsOf = ({ writers }: Step): string => [...new Set(writers.map(({ account }) => account))].sort().join(' ');
