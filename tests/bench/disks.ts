import { fstatSync, openSync, readSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as Y from 'yjs';
import { type Piece, records } from './floor/relay-messages.ts';
import { docOf } from './ours/seed.ts';

/** What lies on a server's disk, seen by a process that is not the server. */
export interface Disk {
  /** Of these documents, those that were stored since the last look, with their text as the disk has it. */
  changed(docs: Iterable<string>): Map<string, string>;
}

/** Follows documents of which only updates are stored. */
abstract class UpdatesDisk implements Disk {
  readonly #docs = new Map<string, Y.Doc>();

  changed(docs: Iterable<string>): Map<string, string> {
    const changed = new Set<string>();
    for (const { doc, update } of this.news()) {
      const ydoc = this.#docs.get(doc) ?? new Y.Doc();
      this.#docs.set(doc, ydoc);
      Y.applyUpdate(ydoc, update);
      changed.add(doc);
    }
    const asked = [...docs].filter((doc) => changed.has(doc));
    return new Map(asked.map((doc) => [doc, this.#docs.get(doc)!.getText('text').toString()]));
  }

  /** What was stored since the last call. */
  protected abstract news(): Iterable<Piece>;
}

/** The log of a hub: another process sees a row once its transaction is committed, which is after its fsync. */
export class HubDisk extends UpdatesDisk {
  readonly #select: StatementSync;
  #seq = 0;

  constructor(path: string) {
    super();
    this.#select = new DatabaseSync(path, { readOnly: true }).prepare(
      `SELECT seq, doc, "update" FROM rows WHERE seq > ? AND doc LIKE 'work/%' ORDER BY seq`,
    );
  }

  protected *news(): Iterable<Piece> {
    for (const { seq, doc, update } of this.#select.iterate(this.#seq)) {
      this.#seq = seq as number;
      yield { doc: docOf(doc as string), update: update as Uint8Array };
    }
  }
}

/** The file of the relay: whole records, seen as soon as they are written, a moment before their fsync. */
export class RelayDisk extends UpdatesDisk {
  readonly #file: number;
  #position = 0;

  constructor(path: string) {
    super();
    this.#file = openSync(path, 'r');
  }

  protected news(): Iterable<Piece> {
    const news = Buffer.alloc(fstatSync(this.#file).size - this.#position);
    readSync(this.#file, news, 0, news.byteLength, this.#position);
    const { pieces, bytes } = records(news);
    this.#position += bytes;
    return pieces;
  }
}

/** Documents saved whole, each save with the next number. */
export class SavedDisk implements Disk {
  readonly #select: StatementSync;
  #turn = -1;

  constructor(path: string) {
    const database = new DatabaseSync(path, { readOnly: true });
    this.#select = database.prepare('SELECT turn, name, data FROM documents WHERE turn > ? ORDER BY turn');
  }

  changed(docs: Iterable<string>): Map<string, string> {
    const asked = new Set(docs);
    const texts = new Map<string, string>();
    for (const { turn, name, data } of this.#select.all(this.#turn)) {
      this.#turn = turn as number;
      if (!asked.has(name as string)) continue;
      const ydoc = new Y.Doc();
      Y.applyUpdate(ydoc, data as Uint8Array);
      texts.set(name as string, ydoc.getText('text').toString());
    }
    return texts;
  }
}
