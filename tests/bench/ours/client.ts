import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket as NodeSocket } from 'ws';
import * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { Signal } from '../../../src/base/observable.ts';
import { ping } from '../../../src/commands/classroom/hub.ts';
import type { Credential, SyncResponse } from '../../../src/protocol/messages.ts';
import { serverClock } from '../../../src/server/clock.ts';
import { MemoryFileStore } from '../../../src/storage/memory/memory-file-store.ts';
import { MemoryLogStore } from '../../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../../src/storage/memory/memory-projection-store.ts';
import { DocumentCache } from '../../../src/sync/document-cache.ts';
import { Documents } from '../../../src/sync/documents.ts';
import type { OpenDocument } from '../../../src/sync/facade.ts';
import { HttpFileSource } from '../../../src/sync/files/file-source.ts';
import { Leader } from '../../../src/sync/leader.ts';
import { HttpLink } from '../../../src/sync/links/http-link.ts';
import { LIVE_PATH, openStream } from '../../../src/sync/links/socket-link.ts';
import { type Change, LinkError, type LiveLink } from '../../../src/sync/ports.ts';
import type { BenchClient, OpenParts } from '../client.ts';
import { hearInserts } from '../hear-inserts.ts';
import { Acks } from './acks.ts';
import { docOf, pupilOf, workOf } from './seed.ts';

/** What a child types within the engine's 100 ms is about a word. */
const WORD = /\S*\s*/g;

export async function openClient({ url, index, folder }: OpenParts): Promise<BenchClient> {
  const credentials = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8')) as Credential[];
  return new TabletClient(url, credentials[index]!);
}

/** The app's engine over stores in memory, put together as on a tablet. */
class TabletClient implements BenchClient {
  readonly #changes = new Signal<Change>();
  readonly #log = new MemoryLogStore({ changes: this.#changes });
  readonly #leader: Leader;
  readonly #documents: Documents;
  readonly #read = new DocumentCache(this.#log);
  readonly #shown = new Map<string, OpenDocument>();
  readonly #acks: Acks;
  #stream: LiveLink | undefined;
  /** Where the log stands once all that the hub had to say is here; it may take several answers. */
  #end: number | undefined;
  #away = false;

  constructor(url: string, credential: Credential) {
    const journal = new Log(serverClock.now);
    const engine = { device: credential.device, log: this.#log, changes: this.#changes, journal, clock: serverClock };
    const way = { base: url, credential, fetch };
    this.#documents = new Documents({ ...engine, checkpoints: undefined });
    this.#leader = new Leader({
      ...engine,
      projections: new MemoryProjectionStore({ changes: this.#changes }),
      files: new MemoryFileStore({ changes: this.#changes }),
      upstream: {
        ping: async () => (this.#away ? undefined : (await ping(url))?.role),
        requests: new HttpLink(way),
        openStream: () => this.#openStream(url, credential),
      },
      fileSource: new HttpFileSource(way),
      random: Math.random,
    });
    this.#acks = new Acks(this.#log, credential.device);
    this.#changes.subscribe(({ what, docs }) => {
      if (what === 'log' || what === 'link') void this.#acks.look(docs);
    });
  }

  async open(docs: readonly string[]): Promise<void> {
    const works = docs.map(workOf);
    const stops: (() => void)[] = [];
    const all = new Promise<void>((resolve) => {
      const look = async (): Promise<void> => {
        const [states, cursor] = await Promise.all([this.#log.documents(works), this.#log.cursor()]);
        const isAtEnd = cursor !== null && this.#end !== undefined && cursor.seq >= this.#end;
        if (isAtEnd && states.every(({ seq }) => seq > 0)) resolve();
      };
      stops.push(this.#leader.connection.state.subscribe(() => void look()));
      stops.push(this.#leader.exchange.settled.subscribe(() => void look()));
    });
    await this.#leader.start();
    await all;
    for (const stop of stops) stop();
  }

  async goAway(): Promise<void> {
    this.#away = true;
    this.#stream?.close();
  }

  comeBack(): void {
    this.#away = false;
    this.#leader.connection.poke();
  }

  async write(doc: string, text: string, rubbedOut: number): Promise<void> {
    const opened = await this.#documents.open(workOf(doc), pupilOf(doc));
    const page = opened.doc.getText('text');
    for (const word of text.match(WORD) ?? []) {
      for (const letter of word) page.insert(page.length, letter);
      await opened.flush();
    }
    page.delete(page.length - rubbedOut, rubbedOut);
    await opened.close();
  }

  put(doc: string, piece: string): void {
    const opened = this.#shown.get(doc)!;
    const page = opened.doc.getText('text');
    page.insert(page.length, piece);
    this.#acks.expect(workOf(doc), opened.doc.clientID, Y.getState(opened.doc.store, opened.doc.clientID));
  }

  async show(doc: string, heard: (piece: string) => void): Promise<void> {
    const opened = await this.#documents.open(workOf(doc), pupilOf(doc));
    this.#shown.set(doc, opened);
    hearInserts(opened.doc.getText('text'), heard);
  }

  async textOf(doc: string): Promise<string> {
    return (await this.#read.get(workOf(doc))).getText('text').toString();
  }

  onChange(heard: (doc: string) => void): void {
    this.#leader.exchange.received.subscribe((works) => works.forEach((work) => heard(docOf(work))));
  }

  onAck(heard: (doc: string, count: number) => void): void {
    this.#acks.acked.subscribe(({ work, count }) => heard(docOf(work), count));
  }

  async close(): Promise<void> {
    for (const opened of this.#shown.values()) await opened.close();
    await this.goAway();
    await this.#leader.stop();
  }

  async #openStream(url: string, credential: Credential): Promise<LiveLink> {
    if (this.#away) throw new LinkError('unreachable');
    const open = (address: string) => new NodeSocket(address) as unknown as WebSocket;
    const stream = await openStream({
      url: url.replace('http', 'ws') + LIVE_PATH,
      credential,
      open,
      clock: serverClock,
    });
    this.#stream = this.#noting(stream);
    return this.#stream;
  }

  #noting(stream: LiveLink): LiveLink {
    const note = (response: SyncResponse): SyncResponse => {
      this.#end = response.more ? undefined : response.cursor.seq;
      return response;
    };
    return {
      sync: async (request) => note(await stream.sync(request)),
      onStream: (hear) => stream.onStream((response) => hear(note(response))),
      onClose: (hear) => stream.onClose(hear),
      close: () => stream.close(),
    };
  }
}
