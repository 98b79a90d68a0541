/**
 * One device of one contender, as the benchmarks drive it. A document is one text; whatever else a contender makes of it, its
 * client hides.
 */
export interface BenchClient {
  /** Opens these documents; resolves when all that the server has of them is here. */
  open(docs: readonly string[]): Promise<void>;
  /** Out of the network's reach. */
  goAway(): Promise<void>;
  /** Within reach again, and told so. */
  comeBack(): void;
  /** Types at the end of a text, key by key, then rubs out the last `rubbedOut` characters; resolves when the device has it. */
  write(doc: string, text: string, rubbedOut: number): Promise<void>;
  /** One edit: puts a piece of text at the end of a text. */
  put(doc: string, piece: string): void;
  /** Shows a document from now on, as on a table, and tells of each piece that others put into it. */
  show(doc: string, heard: (piece: string) => void): Promise<void>;
  /** What a person would see now. */
  textOf(doc: string): Promise<string>;
  /** Something of others came. */
  onChange(heard: (doc: string) => void): void;
  /** The server says that it has the first `count` pieces that were put here into a document. Never called where it says nothing. */
  onAck(heard: (doc: string, count: number) => void): void;
  close(): Promise<void>;
}

export interface OpenParts {
  readonly url: string;
  /** Which client of its fleet this is. */
  readonly index: number;
  /** The contender's folder: what its seeding left there for its clients. */
  readonly folder: string;
}

/** What a contender's client module exports. */
export interface ClientModule {
  openClient(parts: OpenParts): Promise<BenchClient>;
}

/** A document as it was typed: each text was one edit. Named `<shelf>/<name>`; a device reads whole shelves. */
export interface Seed {
  readonly doc: string;
  readonly texts: readonly string[];
}

export const shelfOf = (doc: string): string => doc.split('/')[0]!;
