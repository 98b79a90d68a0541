import type { DocumentId } from '../classroom/document-id.ts';
import { MAX_RESET_DOCUMENTS, NAMES_BUDGET_BYTES } from '../protocol/limits.ts';
import type { Author } from '../protocol/messages.ts';

/** What an author's name and device take in a message; some are longer, most are shorter. */
const AUTHOR_BYTES = 32;
/** What a document's name, its position and the keys take. */
const FRAME_BYTES = 64;

interface Weighed {
  readonly update: Uint8Array | null;
  readonly sv?: Uint8Array | undefined;
  readonly authors?: readonly Author[] | undefined;
}

/** About what it takes in a message. Authors count: a document that was opened every day for a year names hundreds. */
export function weightOf({ update, sv, authors }: Weighed): number {
  const bytes = (update?.byteLength ?? 0) + (sv?.byteLength ?? 0);
  return bytes + (authors?.length ?? 0) * AUTHOR_BYTES + FRAME_BYTES;
}

/** The first of them, as many as fit; one at least, whatever it weighs. */
export function fitting<One>(all: readonly One[], budget: number, weigh: (one: One) => number): One[] {
  let weight = 0;
  const beyond = all.findIndex((one, index) => (weight += weigh(one)) > budget && index > 0);
  return beyond < 0 ? [...all] : all.slice(0, beyond);
}

/** What a name takes in a message beside its letters. */
const NAME_BYTES = 2;
const weightOfName = (doc: DocumentId): number => doc.length + NAME_BYTES;

/** Whether one answer can name all these documents. */
export function namesFit(docs: readonly DocumentId[]): boolean {
  const bytes = docs.reduce((sum, doc) => sum + weightOfName(doc), 0);
  return docs.length <= MAX_RESET_DOCUMENTS && bytes <= NAMES_BUDGET_BYTES;
}

/** As many of these names as fit; where that is not all, others at another `turn`, so that each comes in its time. */
export function namesInTurn(docs: readonly DocumentId[], turn: number): DocumentId[] {
  if (namesFit(docs)) return [...docs];
  const first = turn % docs.length;
  const turned = [...docs.slice(first), ...docs.slice(0, first)].slice(0, MAX_RESET_DOCUMENTS);
  return fitting(turned, NAMES_BUDGET_BYTES, weightOfName);
}
