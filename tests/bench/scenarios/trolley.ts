import { deflateRawSync } from 'node:zlib';
import { encode } from 'cborg';
import * as Y from 'yjs';
import type { Seed } from '../client.ts';
import type { Expected, Paragraph } from '../fleet-messages.ts';
import { prose, typedProse } from '../words.ts';

/** Documents of a shelf; a client has its own shelf and its neighbour's, which makes 40. */
const SHELF = 20;
/** Documents that each client edits while it is away, and as many that others edited for it. */
const EDITED = 5;
/** Characters of a document, and how many come at once. */
const DOCUMENT_CHARS = 2_000;
/** What is written into a document while away: a paragraph, of which some is rubbed out again. */
const PARAGRAPH_CHARS = 220;
const RUBBED_OUT_CHARS = 20;

/** The documents of a trolley, who has which, and what they say. */
export class Trolley {
  readonly seeds: readonly Seed[];
  readonly clients: readonly (readonly string[])[];
  readonly #docs = new Map<string, Y.Doc>();

  constructor(clients: number) {
    const shelves = Array.from({ length: clients }, (_, at) =>
      Array.from({ length: SHELF }, (_, name) => `s${at}/p${name}`),
    );
    this.seeds = shelves.flat().map((doc, at) => ({ doc, texts: typedProse(DOCUMENT_CHARS, DOCUMENT_CHARS, at) }));
    this.clients = shelves.map((own, at) => [...own, ...shelves[(at + clients - 1) % clients]!]);
    for (const { doc, texts } of this.seeds) this.#docs.set(doc, docOf(texts));
  }

  /** What everybody writes while away in this round, what they shall see when all are back, and how much that is. */
  absence(round: number): Absence {
    const paragraphs = this.clients.flatMap((docs, client): Paragraph[] =>
      docs.slice(0, SHELF).flatMap((doc, at) => {
        const isEdited = Math.floor(at / EDITED) === round % (SHELF / EDITED);
        const text = prose(PARAGRAPH_CHARS, round * 1_000_003 + client * 31 + at);
        return isEdited ? [{ client, doc, text, rubbedOut: RUBBED_OUT_CHARS }] : [];
      }),
    );
    const missing = paragraphs.map(({ doc, text, rubbedOut }) => this.#write(doc, text, rubbedOut));
    const texts = new Map(paragraphs.map(({ doc }) => [doc, this.#docs.get(doc)!.getText('text').toString()]));
    const expected = paragraphs.map(({ client, doc }): Expected => {
      return { client: (client + 1) % this.clients.length, doc, text: texts.get(doc)! };
    });
    return { paragraphs, texts, expected, ...this.#sizes(missing) };
  }

  /** Writes as a client does, and gives what another lacks then: joined by a Doc, and key by key. */
  #write(name: string, text: string, rubbedOut: number): Missing {
    const doc = this.#docs.get(name)!;
    const before = Y.encodeStateVector(doc);
    const keys: Uint8Array[] = [];
    const keep = (update: Uint8Array): void => void keys.push(update);
    doc.on('update', keep);
    const page = doc.getText('text');
    for (const letter of text) page.insert(page.length, letter);
    page.delete(page.length - rubbedOut, rubbedOut);
    doc.off('update', keep);
    return { doc: name, update: Y.encodeStateAsUpdate(doc, before), merged: Y.mergeUpdates(keys) };
  }

  /** Both ways, for all clients: each sends its own and gets its neighbour's. */
  #sizes(missing: readonly Missing[]): Pick<Absence, 'mergedBytes' | 'pureBytes'> {
    let [mergedBytes, pureBytes] = [0, 0];
    for (let at = 0; at < missing.length; at += EDITED) {
      const batch = missing.slice(at, at + EDITED);
      mergedBytes += 2 * batch.reduce((sum, { merged }) => sum + merged.byteLength, 0);
      pureBytes += 2 * deflateRawSync(encode(batch.map(({ doc, update }) => [doc, update]))).byteLength;
    }
    return { mergedBytes, pureBytes };
  }
}

interface Missing {
  readonly doc: string;
  readonly update: Uint8Array;
  readonly merged: Uint8Array;
}

export interface Absence {
  readonly paragraphs: readonly Paragraph[];
  readonly texts: ReadonlyMap<string, string>;
  readonly expected: readonly Expected[];
  /** All keystrokes that anyone lacks, merged by Yjs without a document. */
  readonly mergedBytes: number;
  /** The same joined by documents and compressed in one batch a client and way: no protocol can send less. */
  readonly pureBytes: number;
}

function docOf(texts: readonly string[]): Y.Doc {
  const doc = new Y.Doc();
  for (const text of texts) doc.getText('text').insert(doc.getText('text').length, text);
  return doc;
}
