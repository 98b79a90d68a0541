import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { decode, encode } from 'cborg';
import * as Y from 'yjs';

/*
 * A client written from src/protocol/PROTOCOL.md alone: it imports nothing of Cartable's own. Where this file and the page
 * disagree, one of them is wrong.
 */

interface Cursor {
  epoch: string;
  seq: number;
  tag: string;
}
interface Answer {
  v: number;
  node: { epoch: string; role: string };
  results: { s: string; seq?: number; why?: string; sv?: Uint8Array }[];
  rows: { doc: string; update: Uint8Array; seq: number; authors: Author[] }[];
  diffs: { doc: string; update: Uint8Array | null; sv: Uint8Array; seq: number; authors: Author[] }[];
  receipt: { seq: number; held: string[] };
  cursor: Cursor;
  more: boolean;
  reset?: string[];
}
type Author = [client: number, account: string, device: string];
interface Push {
  doc: string;
  update: Uint8Array;
  author: string;
  device: string;
  authors?: Author[];
}
export interface FileRef {
  sha256: string;
  chunksSha256: string;
  bytes: number;
}

const VERSION = 1;
const CHUNK_BYTES = 1_048_576;

export class StrangerClient {
  readonly device: string;
  readonly documents = new Map<string, Y.Doc>();
  cursor: Cursor | null = null;
  receipt = 0;
  /** By document: who stands behind its clientIDs. */
  readonly #authors = new Map<string, Author[]>();
  readonly #base: string;
  readonly #secret: string;

  constructor(base: string, credential: { device: string; secret: string }) {
    this.#base = base;
    this.device = credential.device;
    this.#secret = credential.secret;
  }

  static async enrol(base: string, code: string): Promise<StrangerClient> {
    const response = await fetch(`${base}/api/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    if (!response.ok) throw new Error(`enrolment refused: ${await response.text()}`);
    return new StrangerClient(base, (await response.json()) as { device: string; secret: string });
  }

  /** One exchange by request; where the node was reset, all is compared with it first. */
  async exchange(pushes: Push[] = []): Promise<Answer> {
    const answer = await this.post({ v: VERSION, cursor: this.cursor, pushes, wants: [] });
    if (answer.reset) await this.reconcile(answer.reset);
    return this.take(answer);
  }

  private async post(request: object): Promise<Answer> {
    const response = await fetch(`${this.#base}/api/sync`, {
      method: 'POST',
      headers: { 'content-type': 'application/cbor', authorization: this.authorization },
      body: encode(request) as Uint8Array<ArrayBuffer>,
    });
    const answer: unknown = decode(new Uint8Array(await response.arrayBuffer()));
    if (!response.ok) throw new Error(`refused: ${(answer as { refused: string }).refused}`);
    return answer as Answer;
  }

  /** Makes both sides whole, document by document. */
  private async reconcile(readable: string[]): Promise<void> {
    const ids = [...new Set([...readable, ...this.documents.keys()])];
    let wants = ids.map((doc) => ({ doc, sv: Y.encodeStateVector(this.document(doc)) }));
    while (wants.length > 0) {
      const { diffs } = await this.post({ v: VERSION, cursor: null, pushes: [], wants, quiet: true });
      await this.bothWays(diffs);
      const answered = new Set(diffs.map(({ doc }) => doc));
      wants = wants.filter(({ doc }) => !answered.has(doc));
    }
  }

  private async bothWays(diffs: Answer['diffs']): Promise<void> {
    const pushes: Push[] = [];
    for (const { doc, update, sv, authors } of diffs) {
      if (update === null) continue;
      this.keep(doc, update, authors);
      const missing = Y.encodeStateAsUpdate(this.document(doc), sv);
      const written = this.#authors.get(doc) ?? [];
      const speaker = written.at(-1)?.[1];
      if (missing.byteLength > 2 && speaker !== undefined) {
        pushes.push({ doc, update: missing, author: speaker, device: this.device, authors: written });
      }
    }
    await this.post({ v: VERSION, cursor: null, pushes, wants: [], quiet: true });
  }

  /** Everything that is new, however many answers it takes. */
  async pull(): Promise<void> {
    while ((await this.exchange()).more);
  }

  /** Edits a document and sends the edit; resolves to the node's word on it. */
  async write(doc: string, author: string, change: (ydoc: Y.Doc) => void): Promise<{ s: string; seq?: number }> {
    const { results } = await this.exchange([this.edit(doc, author, change)]);
    return results[0] ?? { s: 'missing' };
  }

  /** Edits the local copy and gives the push that tells of it. */
  edit(doc: string, author: string, change: (ydoc: Y.Doc) => void): Push {
    const ydoc = this.document(doc);
    const before = Y.encodeStateVector(ydoc);
    ydoc.transact(() => change(ydoc));
    this.#authors.set(doc, [...(this.#authors.get(doc) ?? []), [ydoc.clientID, author, this.device]]);
    return { doc, update: Y.encodeStateAsUpdate(ydoc, before), author, device: this.device };
  }

  document(id: string): Y.Doc {
    const ydoc = this.documents.get(id) ?? new Y.Doc({ gc: false });
    this.documents.set(id, ydoc);
    return ydoc;
  }

  /** Opens the stream and says hello; `heard` is called after each answer that comes unasked. */
  async live(heard: () => void): Promise<{ close: () => void }> {
    const socket = new WebSocket(`${this.#base.replace(/^http/, 'ws')}/api/live`);
    socket.binaryType = 'arraybuffer';
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('error', () => reject(new Error('no stream')));
      socket.addEventListener('close', (event) => reject(new Error(`closed: ${event.code}`)));
      socket.addEventListener('open', () => {
        const say = (frame: object): void => socket.send(encode(frame) as Uint8Array<ArrayBuffer>);
        say({ t: 'hello', v: VERSION, device: this.device, secret: this.#secret });
        say({ t: 'sync', id: 1, request: { v: VERSION, cursor: this.cursor, pushes: [], wants: [] } });
      });
      socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
        const bytes = new Uint8Array(event.data);
        const frame = decode(bytes[0] === 0 ? inflateSync(bytes.subarray(1)) : bytes) as {
          t: string;
          id: number | null;
          response: Answer;
          refused: string;
        };
        if (frame.t === 'refused') return reject(new Error(`refused: ${frame.refused}`));
        this.take(frame.response);
        if (frame.id === 1) resolve();
        heard();
      });
    });
    return { close: () => socket.close() };
  }

  /** Fetches a file by ranges, and believes nothing that its digests do not prove. */
  async download({ sha256, chunksSha256, bytes }: FileRef): Promise<Buffer> {
    const headers = { authorization: this.authorization };
    const manifest = (await (await fetch(`${this.#base}/api/files/${sha256}/manifest`, { headers })).json()) as {
      chunks: string[];
    };
    if (hash(Buffer.from(manifest.chunks.join(''), 'hex')) !== chunksSha256)
      throw new Error('not the manifest that was meant');
    const parts: Buffer[] = [];
    for (const [index, digest] of manifest.chunks.entries()) {
      const last = Math.min(bytes, (index + 1) * CHUNK_BYTES) - 1;
      const range = `bytes=${index * CHUNK_BYTES}-${last}`;
      const response = await fetch(`${this.#base}/api/files/${sha256}`, { headers: { ...headers, range } });
      const part = Buffer.from(await response.arrayBuffer());
      if (response.status !== 206 || hash(part) !== digest)
        throw new Error(`chunk ${index} is not what its digest says`);
      parts.push(part);
    }
    const file = Buffer.concat(parts);
    if (hash(file) !== sha256) throw new Error('the whole is not what its name says');
    return file;
  }

  get authorization(): string {
    return `Bearer ${this.device}.${this.#secret}`;
  }

  private take(answer: Answer): Answer {
    for (const { doc, update, authors } of answer.rows) this.keep(doc, update, authors);
    this.cursor = answer.cursor;
    this.receipt = answer.receipt.seq;
    return answer;
  }

  private keep(doc: string, update: Uint8Array, authors: Author[]): void {
    Y.applyUpdate(this.document(doc), update);
    this.#authors.set(doc, [...(this.#authors.get(doc) ?? []), ...authors]);
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
