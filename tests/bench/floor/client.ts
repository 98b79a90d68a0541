import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { BenchClient, OpenParts } from '../client.ts';
import { hearInserts } from '../hear-inserts.ts';
import { type FromRelay, pack, type Piece, type ToRelay, unpack } from './relay-messages.ts';

export async function openClient({ url, index }: OpenParts): Promise<BenchClient> {
  return new RelayClient(url.replace('http', 'ws'), index);
}

/** One socket for all documents; after an absence one message each way. */
class RelayClient implements BenchClient {
  readonly #url: string;
  readonly #client: number;
  readonly #docs = new Map<string, Y.Doc>();
  /** What the relay has of a document that was edited since. */
  readonly #dirty = new Map<string, Uint8Array>();
  readonly #puts: string[] = [];
  readonly #heard: ((doc: string) => void)[] = [];
  readonly #heardAck: ((doc: string, count: number) => void)[] = [];
  #socket: WebSocket | undefined;
  #position = 0;

  constructor(url: string, client: number) {
    this.#url = url;
    this.#client = client;
  }

  async open(docs: readonly string[]): Promise<void> {
    for (const doc of docs) this.#docs.set(doc, this.#newDoc(doc));
    await new Promise<void>((resolve) => this.#connect({ docs }, resolve));
  }

  async goAway(): Promise<void> {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  comeBack(): void {
    this.#connect({}, () => undefined);
  }

  async write(doc: string, text: string, rubbedOut: number): Promise<void> {
    const page = this.#docs.get(doc)!.getText('text');
    for (const letter of text) page.insert(page.length, letter);
    page.delete(page.length - rubbedOut, rubbedOut);
  }

  put(doc: string, piece: string): void {
    this.#puts.push(doc);
    const page = this.#docs.get(doc)!.getText('text');
    page.insert(page.length, piece);
  }

  async show(doc: string, heard: (piece: string) => void): Promise<void> {
    hearInserts(this.#docs.get(doc)!.getText('text'), heard);
  }

  async textOf(doc: string): Promise<string> {
    return this.#docs.get(doc)!.getText('text').toString();
  }

  onChange(heard: (doc: string) => void): void {
    this.#heard.push(heard);
  }

  onAck(heard: (doc: string, count: number) => void): void {
    this.#heardAck.push(heard);
  }

  close(): Promise<void> {
    return this.goAway();
  }

  #newDoc(name: string): Y.Doc {
    const doc = new Y.Doc();
    doc.on('beforeTransaction', ({ local }: Y.Transaction) => {
      if (!local || this.#dirty.has(name)) return;
      this.#dirty.set(name, Y.encodeStateVector(doc));
      if (this.#socket) queueMicrotask(() => this.#flush());
    });
    return doc;
  }

  /** What was edited in one turn goes as one. */
  #flush(): void {
    if (this.#dirty.size > 0 && this.#socket?.readyState === WebSocket.OPEN) this.#send(this.#merged());
  }

  #connect(first: Pick<ToRelay, 'docs'>, answered: () => void): void {
    const socket = new WebSocket(this.#url, { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => this.#send(this.#merged(), { ...first, position: this.#position }));
    socket.on('message', (data: Buffer) => {
      this.#take(unpack<FromRelay>(data));
      answered();
    });
    socket.on('error', () => undefined); // the relay was killed; its end follows
  }

  /** What was edited since the last sending, merged by document. */
  #merged(): Piece[] {
    const pieces = [...this.#dirty].map(([doc, before]) => ({
      doc,
      update: Y.encodeStateAsUpdate(this.#docs.get(doc)!, before),
    }));
    this.#dirty.clear();
    return pieces;
  }

  #send(pieces: readonly Piece[], more: Partial<ToRelay> = {}): void {
    this.#socket?.send(pack({ client: this.#client, edits: this.#puts.length, pieces, ...more }));
  }

  #take({ position, acked, pieces }: FromRelay): void {
    this.#position = position;
    for (const { doc, update } of pieces) {
      Y.applyUpdate(this.#docs.get(doc)!, update);
      for (const heard of this.#heard) heard(doc);
    }
    const puts = this.#puts.slice(0, acked);
    for (const doc of new Set(puts)) {
      for (const heard of this.#heardAck) heard(doc, puts.filter((one) => one === doc).length);
    }
  }
}
