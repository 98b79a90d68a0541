import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { pageOf, textOf } from '../../src/classroom/work.ts';
import type { Author } from '../../src/protocol/messages.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { SqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts';
import { compact, compactLongDocuments, LONG_DOCUMENT_ROWS } from '../../src/sync/compaction.ts';
import { historyOf, versionAt } from '../../src/sync/history.ts';
import { type DraftRow, type LogStore, StorageFailure } from '../../src/sync/ports.ts';
import { applyCoalesced, ydocOf } from '../../src/sync/ydoc.ts';
import { Device, TestNode } from '../support/town.ts';
import { CLASS, fillSchool, GROUP_WORK, PUPILS, tablet, textIn, workOf, write } from '../support/sample-school.ts';

const DOCS = ['work/turtle/ana', 'work/turtle/group'];
const AUTHORS = ['ana', 'bilal', 'chloe'];

type Deed =
  | { readonly do: 'write'; readonly doc: number; readonly author: number; readonly at: number; readonly text: string }
  | {
      readonly do: 'erase';
      readonly doc: number;
      readonly author: number;
      readonly at: number;
      readonly length: number;
    }
  | { readonly do: 'reopen'; readonly doc: number; readonly author: number }
  /** Several authors' edits arrive as one row from above. */
  | { readonly do: 'arrive'; readonly doc: number; readonly text: string }
  | { readonly do: 'settle' }
  | { readonly do: 'compact'; readonly doc: number; readonly at: number }
  | { readonly do: 'read'; readonly reader: number };

const doc = fc.nat({ max: 1 });
const author = fc.nat({ max: 2 });
const text = fc.string({ minLength: 1, maxLength: 40 });
const deeds = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), doc, author, at: fc.nat(), text }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('erase' as const), doc, author, at: fc.nat(), length: fc.nat(60) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), doc, author }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('arrive' as const), doc, text }) },
    { weight: 3, arbitrary: fc.constant({ do: 'settle' as const }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('compact' as const), doc, at: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), reader: fc.nat({ max: 2 }) }) },
  ),
  { minLength: 30, maxLength: 60 },
);

/** A reader below, who has read up to a position and applied all that the log gave. */
class Reader {
  seq = 0;
  readonly docs = new Map(DOCS.map((id) => [id, ydocOf([])]));

  async read(log: LogStore): Promise<void> {
    const { seq } = await log.head();
    for (const row of await log.rowsBetween(this.seq, seq)) {
      if (row.doc !== '') Y.applyUpdate(this.docs.get(row.doc)!, row.update);
    }
    this.seq = seq;
  }
}

/** The same deeds on two logs, of which one is compacted now and then. */
class Pair {
  readonly #plain = new MemoryLogStore();
  readonly #compacted: LogStore;
  readonly #openings = new Map<string, Y.Doc>();
  readonly readers = [new Reader(), new Reader(), new Reader()];
  compactions = 0;
  #tags: string[] = [];

  constructor(compacted: LogStore) {
    this.#compacted = compacted;
  }

  async act(deed: Deed): Promise<void> {
    switch (deed.do) {
      case 'write':
        return this.#edit(deed, (page) => page.insert(deed.at % (page.length + 1), deed.text));
      case 'erase':
        return this.#edit(deed, (page) => {
          const at = deed.at % (page.length + 1);
          page.delete(at, Math.min(deed.length, page.length - at));
        });
      case 'reopen':
        this.#openings.delete(`${deed.doc} ${deed.author}`);
        return;
      case 'arrive':
        return this.#arrive(DOCS[deed.doc]!, deed.text);
      case 'settle':
        return this.#settle();
      case 'compact':
        return this.#compact(DOCS[deed.doc]!, deed.at);
      case 'read':
        return this.readers[deed.reader]!.read(this.#compacted);
    }
  }

  async check(): Promise<void> {
    for (const reader of this.readers) await reader.read(this.#compacted);
    for (const id of DOCS) {
      const [plain, compacted] = await Promise.all([this.#plain, this.#compacted].map(async (log) => log.rowsOf(id)));
      const truth = Y.snapshot(ydocOf(plain!));
      expect(Y.equalSnapshots(Y.snapshot(ydocOf(compacted!)), truth)).toBe(true);
      for (const { docs } of this.readers) expect(Y.equalSnapshots(Y.snapshot(docs.get(id)!), truth)).toBe(true);
      const versions = await historyOf(this.#plain, id);
      expect(await historyOf(this.#compacted, id)).toEqual(versions);
      for (const { seq } of versions) {
        const then = await Promise.all([this.#plain, this.#compacted].map((log) => versionAt(log, id, seq)));
        expect(Y.equalSnapshots(Y.snapshot(then[0]!), Y.snapshot(then[1]!))).toBe(true);
      }
    }
    expect(await this.#compacted.documents(DOCS)).toEqual(await this.#plain.documents(DOCS));
    expect(await this.#compacted.pendingCount()).toEqual(await this.#plain.pendingCount());
    for (const [i, tag] of this.#tags.entries()) expect(await this.#compacted.bears({ seq: i + 1, tag })).toBe(true);
  }

  /** Everyone writes in an opening of their own, which knows all that came before. */
  async #edit({ doc, author }: { doc: number; author: number }, change: (page: Y.Text) => void): Promise<void> {
    const [id, account] = [DOCS[doc]!, AUTHORS[author]!];
    const key = `${doc} ${author}`;
    const opening = this.#openings.get(key) ?? ydocOf([]);
    this.#openings.set(key, opening);
    for (const row of await this.#compacted.rowsOf(id)) Y.applyUpdate(opening, row.update);
    let update: Uint8Array | undefined;
    opening.once('update', (made: Uint8Array) => (update = made));
    opening.transact(() => change(opening.getText('page')));
    if (!update) return;
    const authors = [...Y.parseUpdateMeta(update).to.keys()].map((client): Author => [client, account, `t-${account}`]);
    await this.#both((log) =>
      log.append([{ doc: id, update: update!, author: account, device: `t-${account}`, authors }]),
    );
  }

  async #arrive(id: string, text: string): Promise<void> {
    const known = ydocOf(await this.#plain.rowsOf(id));
    const updates = AUTHORS.map((_, i) => {
      const other = ydocOf([{ update: Y.encodeStateAsUpdate(known) }]);
      const before = Y.encodeStateVector(other);
      other.getText('page').insert(i % (other.getText('page').length + 1), text);
      return { client: other.clientID, update: Y.encodeStateAsUpdate(other, before) };
    });
    const update = applyCoalesced(
      known,
      updates.map((one) => one.update),
    )!;
    const authors = updates.map(({ client }, i): Author => [client, AUTHORS[i]!, 'far']);
    const row: DraftRow = { doc: id, update, author: '', device: 'far', authors };
    const receipt = { role: 'ent', seq: 0, held: [] } as const;
    const up = (await this.#plain.head()).seq + 1;
    await this.#both((log) => log.settle({ settled: [], rows: [{ ...row, up }], cursor: null, receipt }));
  }

  async #settle(): Promise<void> {
    const settled = (await this.#plain.pending(Infinity)).map(({ seq }) => ({ seq, up: seq }));
    const receipt = { role: 'ent', seq: (await this.#plain.head()).seq, held: [] } as const;
    await this.#both((log) => log.settle({ settled, rows: [], cursor: null, receipt }));
  }

  async #compact(id: string, at: number): Promise<void> {
    const { seq } = await this.#compacted.head();
    if (await compact(this.#compacted, id, (at % (seq + 1)) + 1, 'above')) this.compactions += 1;
  }

  async #both(write: (log: LogStore) => Promise<unknown>): Promise<void> {
    await write(this.#plain);
    await write(this.#compacted);
    for (const { seq, tag } of await this.#compacted.rowsBetween(this.#tags.length, Infinity))
      this.#tags[seq - 1] = tag;
  }
}

describe.each([
  ['memory', 80, async () => new MemoryLogStore()],
  ['SQLite', 30, () => SqliteLogStore.open(new SqliteDatabase(':memory:'))],
] as const)('[S14] whatever several people write, compacted at any moment, in %s', (_, numRuns, open) => {
  test('content, history, bindings, tags and readers are as without it', async () => {
    let compactions = 0;
    await fc.assert(
      fc.asyncProperty(deeds, async (all) => {
        const pair = new Pair(await open());
        for (const deed of all) await pair.act(deed);
        await pair.check();
        compactions += pair.compactions;
      }),
      { numRuns },
    );
    expect(compactions).toBeGreaterThan(numRuns / 2);
  }, 60_000);
});

describe('a node that compacts when it starts', () => {
  /** A hub with one long work, a tablet that has read half of it, and one that never came. */
  async function town() {
    const ent = await TestNode.open('ent');
    await fillSchool(ent);
    const hub = await TestNode.open('hub');
    const up = new Device({ device: 'hub-1', role: 'hub', classes: [CLASS], account: '' }, () => ent, { log: hub.log });
    await up.syncOnce();
    await hub.restart(hub.log.image());
    const [one, two, late] = ['tablet-1', 'tablet-2', 'tablet-3'].map((name) => tablet(name, () => hub));
    return { ent, hub, up, one: one!, two: two!, late: late! };
  }
  const fill = async (device: Device, from: number, count: number) => {
    for (let i = from; i < from + count; i++) {
      await write(device, GROUP_WORK, i % 2 === 0 ? 'awa' : 'ben', `Ligne ${i}.`);
      await device.syncOnce();
    }
  };
  const compactAll = ({ log, journal }: TestNode, receipted: 'above' | 'here') =>
    compactLongDocuments({ log, journal, receipted, atMost: 10 });
  const upOf = (hub: TestNode, ent: TestNode) =>
    new Device({ device: 'hub-1', role: 'hub', classes: [CLASS], account: '' }, () => ent, { log: hub.log });

  test('[S13] compacts nothing that the ENT lacks, and then every long document', async () => {
    const { ent, hub, one } = await town();
    await one.syncOnce();
    await fill(one, 0, LONG_DOCUMENT_ROWS);
    await write(one, workOf('awa'), 'awa', 'Court.');
    await one.syncOnce();
    const compactTablet = () => compactLongDocuments({ ...one, receipted: 'above', atMost: 10 });
    expect(await compactAll(hub, 'above')).toEqual([]);
    expect(await compactTablet()).toEqual([]); // the hub has it, and the hub alone
    await upOf(hub, ent).syncOnce();
    expect(await compactAll(hub, 'above')).toEqual([GROUP_WORK]);
    await one.syncOnce();
    expect(await compactTablet()).toEqual([GROUP_WORK]);
    expect(await compactAll(ent, 'here')).toEqual([GROUP_WORK]);
    for (const { log } of [hub, ent]) expect(await log.rowsOf(GROUP_WORK)).toHaveLength(1);
    expect(await textIn(ent, GROUP_WORK)).toBe(await textIn(one, GROUP_WORK));
  });

  test('[S9] leaves a document alone that cannot be read, and goes on with the next, not further than asked', async () => {
    const { ent } = await town();
    const lines = (work: string) =>
      Array.from({ length: LONG_DOCUMENT_ROWS }, (_, i) => {
        const doc = new Y.Doc();
        doc.getText('page').insert(0, `${i}`);
        return { doc: work, update: Y.encodeStateAsUpdate(doc), author: 'awa', device: 't', authors: [] };
      });
    const works = PUPILS.slice(0, 3).map(workOf);
    for (const work of works) await ent.log.append(lines(work));
    const rowsOf = ent.log.rowsOf.bind(ent.log);
    ent.log.rowsOf = async (doc) => {
      if (doc === works[0]) throw new StorageFailure('corrupt');
      return rowsOf(doc);
    };
    const parts = { log: ent.log, journal: ent.journal, receipted: 'here', atMost: 1 } as const;
    expect(await compactLongDocuments(parts)).toEqual([works[1]]);
    expect(await compactLongDocuments(parts)).toEqual([works[2]]);
    expect(await compactLongDocuments(parts)).toEqual([]);
  });

  test('[S4] serves readers from any earlier place, who also see deletions', async () => {
    const { ent, hub, one, two, late } = await town();
    await one.syncOnce();
    await fill(one, 0, 40);
    await two.syncOnce();
    await one.documents.edit(GROUP_WORK, 'awa', (doc) => pageOf(doc, 'ecrire').delete(3, 5));
    await fill(one, 40, 40);
    await upOf(hub, ent).syncOnce();
    await compactAll(hub, 'above');
    await hub.restart(hub.log.image());
    await fill(one, 80, 2);
    for (const device of [two, late]) {
      await device.syncOnce();
      const text = textOf(pageOf(ydocOf(await device.log.rowsOf(GROUP_WORK)), 'ecrire'));
      expect(text.split('\n')).toHaveLength(82 - 5);
      expect(await textIn(device, GROUP_WORK)).toBe(await textIn(one, GROUP_WORK));
    }
  });

  test('[S4] gives an ENT that lost all of it the whole work back, in the names of its writers', async () => {
    const { ent, hub, one } = await town();
    const empty = ent.log.image();
    await one.syncOnce();
    await fill(one, 0, LONG_DOCUMENT_ROWS + 1);
    await upOf(hub, ent).syncOnce();
    expect(await compactAll(hub, 'above')).toEqual([GROUP_WORK]);
    expect((await hub.log.rowsOf(GROUP_WORK)).map(({ author }) => author)).toEqual(['']);
    await ent.restart(empty);
    await upOf(hub, ent).syncOnce();
    expect(await textIn(ent, GROUP_WORK)).toBe(await textIn(one, GROUP_WORK));
    expect(await hub.log.levels([GROUP_WORK])).toEqual([3]);
    const accounts = (await ent.log.documents([GROUP_WORK]))[0]!.authors.map(([, account]) => account);
    expect(new Set(accounts)).toEqual(new Set(['awa', 'ben']));
  });
});
