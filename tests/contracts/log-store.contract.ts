import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { sha256 } from '../../src/base/hash.ts';
import type { Author } from '../../src/protocol/messages.ts';
import type { Change, Changes, DraftRow, LogStore, Row, Settlement, UpstreamReceipt } from '../../src/sync/ports.ts';
import { newYDoc, updatesOf, ydocFrom, ydocOf } from '../../src/sync/ydoc.ts';
import { gathered } from '../support/gathered.ts';
import { failureOf } from './failure.ts';

/** One disk with a log on it. */
export interface LogDisk {
  /** A store on this disk; called again after the first one was closed, it opens what is there. */
  open(): Promise<LogStore>;
  /** Changes one byte of the update of a stored row behind the store's back, while it is closed. */
  damage(seq: number): Promise<void>;
  /** What tells of this disk's writes, where something does. */
  readonly changes?: Changes;
  /** Throws the disk away. */
  discard(): Promise<void>;
}

const A = 'work/turtle/ana';
const B = 'work/turtle/bilal';
const C = 'work/turtle/chloe';
const FROM_HUB: UpstreamReceipt = { role: 'hub', seq: 0, held: [] };

const bytes = (...values: number[]) => new Uint8Array(values);
const draft = (doc: string, update: Uint8Array, authors: readonly Author[] = []): DraftRow => {
  return { doc, update, author: 'ana', device: 't1', authors };
};
const one = (doc: string, length = 1) => draft(doc, new Uint8Array(length).fill(length));
const answer = (part: Partial<Settlement>): Settlement => ({
  settled: [],
  rows: [],
  cursor: null,
  receipt: FROM_HUB,
  ...part,
});
const seqs = (rows: readonly { readonly seq: number }[]) => rows.map(({ seq }) => seq);

/** A page that is written word by word, and corrected now and then: one row for each edit. */
function pageOf(doc: string, edits: number): DraftRow[] {
  const rows: DraftRow[] = [];
  const ydoc = newYDoc();
  ydoc.on('update', (update) => rows.push(draft(doc, update, [[ydoc.clientID, 'ana', 't1']])));
  const text = ydoc.getText('page');
  for (let at = 0; at < edits; at++) {
    if (at % 5 === 4) text.delete(text.length - 2, 1);
    else text.insert(at % 7 === 6 ? 0 : text.length, `mot ${at} `);
  }
  return rows;
}

/** All that Yjs tells of what these updates make, with its history. */
const stateOf = (ydoc: Y.Doc) => [Y.encodeStateVector(ydoc), Y.encodeStateAsUpdate(ydoc)];

/** What every LogStore must do. */
export function describeLogStore(name: string, create: () => Promise<LogDisk>): void {
  describe(`${name} as a LogStore`, () => {
    let disk: LogDisk;
    let log: LogStore;
    beforeEach(async () => {
      disk = await create();
      log = await disk.open();
    });
    afterEach(async () => {
      await log.close();
      await disk.discard();
    });
    const reopen = async () => {
      await log.close();
      log = await disk.open();
    };

    const damage = async (...positions: number[]) => {
      await log.close();
      for (const seq of positions) await disk.damage(seq);
      log = await disk.open();
    };

    describe('appending', () => {
      test('[S3] a new log ends at 0 and has an epoch that stays', async () => {
        const { epoch, seq, tag } = await log.head();
        expect({ seq, tag }).toEqual({ seq: 0, tag: '' });
        expect(epoch).toMatch(/^[\w-]{16}$/);
        await reopen();
        expect((await log.head()).epoch).toBe(epoch);
      });

      test('[S3] two logs have two epochs', async () => {
        const other = await create();
        const otherLog = await other.open();
        expect((await otherLog.head()).epoch).not.toBe((await log.head()).epoch);
        await otherLog.close();
        await other.discard();
      });

      test('[S3] positions follow one another, and a commit has one tag', async () => {
        const first = await log.append([one(A), one(B)]);
        const second = await log.append([one(A)]);
        expect([first.seq, second.seq]).toEqual([2, 3]);
        expect(first.tag).not.toBe(second.tag);
        expect((await log.rowsBetween(0, 3)).map(({ seq, tag }) => [seq, tag])).toEqual([
          [1, first.tag],
          [2, first.tag],
          [3, second.tag],
        ]);
        expect(await log.head()).toEqual(second);
      });

      test('[S3] a row comes back as it was given, with the SHA-256 of its update', async () => {
        const given: DraftRow = {
          doc: A,
          update: bytes(1, 2, 255),
          author: 'ana',
          device: 't7',
          authors: [[4_000_000_000, 'ana', 't7']],
        };
        const { tag } = await log.append([given]);
        await reopen();
        expect(await log.rowsOf(A)).toEqual([{ ...given, seq: 1, tag, hash: await sha256(given.update) }]);
      });

      test('an empty update is a row too', async () => {
        await log.append([draft(A, bytes())]);
        expect((await log.rowsOf(A))[0]?.update).toEqual(bytes());
      });

      test('nothing to append leaves the head where it is', async () => {
        const head = await log.append([one(A)]);
        expect(await log.append([])).toEqual(head);
      });

      test('[S3] calls that overlap keep their order, each with a tag and a head of its own', async () => {
        const sizes = Array.from({ length: 20 }, (_, i) => 20_000 - 1_000 * i);
        const heads = await Promise.all(sizes.map((size) => log.append([one(A, size), one(B, size)])));
        expect(seqs(heads)).toEqual(sizes.map((_, i) => 2 * i + 2));
        expect(new Set(heads.map(({ tag }) => tag)).size).toBe(20);
        const rows = await log.rowsBetween(0, 40);
        expect(rows.map(({ doc, tag, update }) => [doc, tag, update.byteLength])).toEqual(
          heads.flatMap(({ tag }, i) => [A, B].map((doc) => [doc, tag, sizes[i]])),
        );
        expect(await log.head()).toEqual(heads.at(-1));
      });

      test('the caller may use its bytes again', async () => {
        const whole = bytes(9, 1, 2, 9);
        const row = draft(A, whole.subarray(1, 3));
        const stored = log.append([row]);
        await stored;
        whole.fill(0);
        const [read] = await log.rowsOf(A);
        expect(read?.update).toEqual(bytes(1, 2));
        expect(read?.update.buffer.byteLength).toBe(2);
        read!.update.fill(7);
        expect((await log.rowsOf(A))[0]?.update).toEqual(bytes(1, 2));
      });
    });

    describe('reading', () => {
      test('[S4] tells whether a row bears a tag', async () => {
        const { tag } = await log.append([one(A), one(A)]);
        expect(await log.bears({ seq: 2, tag })).toBe(true);
        expect(await log.bears({ seq: 1, tag })).toBe(true);
        expect(await log.bears({ seq: 2, tag: 'other' })).toBe(false);
        expect(await log.bears({ seq: 3, tag })).toBe(false);
        expect(await log.bears({ seq: 0, tag: '' })).toBe(true);
        expect(await log.bears({ seq: 0, tag })).toBe(false);
      });

      test('gives rows after one position and up to another', async () => {
        await log.append([one(A), one(B), one(A), one(B)]);
        expect(seqs(await log.rowsBetween(1, 3))).toEqual([2, 3]);
        expect(seqs(await log.rowsBetween(3, 99))).toEqual([4]);
        expect(seqs(await log.rowsBetween(4, 99))).toEqual([]);
      });

      test('gives the rows of one document, also after a position', async () => {
        await log.append([one(A), one(`${A}x`), one(A), one('work/turtle')]);
        expect(seqs(await log.rowsOf(A))).toEqual([1, 3]);
        expect(seqs(await log.rowsOf(A, 1))).toEqual([3]);
        expect(seqs(await log.rowsOf('work/none/none'))).toEqual([]);
      });

      test.each([3, 130, 400])(
        '[S14] %i rows: what a document holds is what its rows say, from the beginning and after a position',
        async (edits) => {
          const rows = pageOf(A, edits);
          const others = pageOf(B, 3);
          // Not all at once: a store may put older rows together between two writes.
          for (let at = 0; at < edits; at += 50) await log.append([...rows.slice(at, at + 50), ...others.splice(0, 1)]);
          const expectSame = async (afterSeq?: number) => {
            const kept = await log.rowsOf(A, afterSeq);
            const content = await log.contentOf(A, afterSeq);
            expect(stateOf(ydocFrom(updatesOf(content)))).toEqual(stateOf(ydocOf(kept)));
            expect(content.rows.at(-1)?.seq ?? content.upTo).toBe(kept.at(-1)?.seq ?? afterSeq ?? 0);
            if (content.base === undefined) expect(content.upTo).toBe(afterSeq ?? 0);
          };
          const { seq } = await log.head();
          for (const afterSeq of [undefined, 0, 1, seq >> 1, seq - 1, seq]) await expectSame(afterSeq);
          await reopen();
          for (const afterSeq of [undefined, 0, 1, seq >> 1, seq - 1, seq]) await expectSame(afterSeq);
        },
      );

      test('a document that is not here, or not any more, holds nothing', async () => {
        await log.append(pageOf(A, 130));
        expect(await log.contentOf('work/none/none')).toEqual({ base: undefined, upTo: 0, rows: [] });
        expect(await log.contentOf('work/none/none', 7)).toEqual({ base: undefined, upTo: 7, rows: [] });
        await log.erase([A]);
        expect(await log.contentOf(A)).toEqual({ base: undefined, upTo: 0, rows: [] });
      });

      test('[S3] tells last positions and bindings, in the order of the question', async () => {
        await log.append([draft(A, bytes(1), [[7, 'ana', 't1']]), draft(B, bytes(1), [[9, 'bilal', 't2']])]);
        await log.append([draft(A, bytes(2), [[5, 'chloe', 't3']])]);
        expect(await log.documents([B, 'lesson/none', A])).toEqual([
          { seq: 2, authors: [[9, 'bilal', 't2']] },
          { seq: 0, authors: [] },
          {
            seq: 3,
            authors: [
              [5, 'chloe', 't3'],
              [7, 'ana', 't1'],
            ],
          },
        ]);
      });

      test('[S8] the first account of a clientID keeps it', async () => {
        await log.append([draft(A, bytes(1), [[7, 'ana', 't1']]), draft(A, bytes(2), [[7, 'eve', 't2']])]);
        await log.settle(answer({ rows: [{ ...draft(A, bytes(3), [[7, 'max', 't3']]), up: 1 }] }));
        expect((await log.documents([A]))[0]?.authors).toEqual([[7, 'ana', 't1']]);
      });

      test('lists its documents, sorted', async () => {
        await log.append([one(B), one(A), one(B)]);
        expect(await log.documentIds()).toEqual([A, B]);
      });

      test('[S10] a row that the disk changed is corrupt, not given, and the failure names it', async () => {
        await log.append([one(A), one(B), one(A)]);
        await damage(3);
        for (const read of [
          () => log.rowsOf(A),
          () => log.contentOf(A),
          () => log.rowsBetween(0, 3),
          () => log.pending(99),
        ])
          await expect(read()).rejects.toMatchObject({ reason: 'corrupt', row: 3 });
        expect(seqs(await log.rowsOf(B))).toEqual([2]);
      });
    });

    describe('a damaged row that is set aside', () => {
      const ups = (...settled: (readonly [seq: number, up: number])[]) =>
        log.settle(
          answer({ settled: settled.map(([seq, up]) => ({ seq, up })), cursor: { epoch: 'h', seq: 9, tag: 't' } }),
        );
      const aside = async (...positions: number[]) => {
        await damage(...positions);
        for (const seq of positions) expect(await log.setAside(seq)).toBe(true);
      };
      const held = async () => (await log.held()).map(({ row, reason }) => [row.seq, row.doc, reason]);

      test('[S9] stops nothing but itself: every reading passes over it', async () => {
        await log.append([one(A), one(B), one(A, 3), one(A)]);
        await aside(3);
        for (const look of [async () => {}, reopen]) {
          await look();
          expect(seqs(await log.pending(1_000))).toEqual([1, 2, 4]);
          expect(await log.pendingCount()).toEqual({ rows: 3, bytes: 3 });
          expect(seqs(await log.rowsOf(A))).toEqual([1, 4]);
          expect(seqs((await log.contentOf(A)).rows)).toEqual([1, 4]);
          expect((await log.rowsBetween(0, 4)).map(({ seq, doc }) => [seq, doc])).toEqual([
            [1, A],
            [2, B],
            [3, ''],
            [4, A],
          ]);
          const [gone] = await log.rowsBetween(2, 3);
          expect([gone!.author, gone!.device, gone!.authors, [...gone!.update]]).toEqual(['', '', [], [0, 0]]);
          expect(gone!.hash).toEqual(await sha256(gone!.update));
          expect(await log.documentIds()).toEqual([A, B]);
          expect(await log.levels([A, B])).toEqual([1, 1]);
        }
      });

      test('[S9] is held with its bytes as the disk has them, its author and its tag', async () => {
        const { tag } = await log.append([draft(A, bytes(7, 8), [[7, 'ana', 't1']])]);
        const [given] = await log.rowsOf(A);
        await aside(1);
        await reopen();
        const row = { ...given!, tag, update: bytes(6, 8) };
        expect(await log.held()).toEqual([{ row, reason: 'damaged' }]);
        expect(await log.bears({ seq: 1, tag })).toBe(true);
        expect((await log.documents([A]))[0]!.authors).toEqual([[7, 'ana', 't1']]);
      });

      test('[S10] nothing changes where the bytes fit, where it is aside already, or where no row is', async () => {
        const { epoch } = await log.append([one(A), one(A)]);
        expect(await log.setAside(1)).toBe(false);
        expect(await log.setAside(9)).toBe(false);
        expect(await log.held()).toEqual([]);
        expect((await log.head()).epoch).toBe(epoch);
        await aside(1);
        const head = await log.head();
        expect(await log.setAside(1)).toBe(true);
        expect(await log.head()).toEqual(head);
      });

      test('[S4] the log has lost something: its epoch is another from then on, its positions and tags are not', async () => {
        const before = await log.append([one(A), one(B)]);
        await aside(1);
        const after = await log.head();
        expect(after).toEqual({ ...before, epoch: after.epoch });
        expect(after.epoch).toMatch(/^[\w-]{16}$/);
        expect(after.epoch).not.toBe(before.epoch);
        expect((await log.append([one(B)])).epoch).toBe(after.epoch);
        await reopen();
        expect((await log.head()).epoch).toBe(after.epoch);
      });

      test('[S9] is not offered again', async () => {
        await log.append([one(A), one(B)]);
        await log.settle(answer({ settled: [{ seq: 2, held: 'no-right' }] }));
        await aside(1);
        expect(await log.offerAgain('damaged')).toEqual([]);
        expect(await log.offerAgain()).toEqual([B]);
        expect(await held()).toEqual([[1, A, 'damaged']]);
      });

      test('[S9] of a row that was refused before the damage counts', async () => {
        await log.append([one(A)]);
        await log.settle(answer({ settled: [{ seq: 1, held: 'no-right' }] }));
        await damage(1);
        await expect(log.held()).rejects.toMatchObject({ reason: 'corrupt', row: 1 });
        expect(await log.setAside(1)).toBe(true);
        expect(await held()).toEqual([[1, A, 'damaged']]);
      });

      test('[S13] settles nothing: its document is here alone, the rows behind it are counted on', async () => {
        await log.append([one(A), one(A), one(B)]);
        await ups([1, 1], [2, 2], [3, 3]);
        await aside(1);
        expect(await held()).toEqual([[1, A, 'damaged-copy']]);
        expect(await log.unproven()).toEqual([A]);
        expect(await log.levels([A, B])).toEqual([1, 2]);
        expect(await log.firstUnsettled()).toBeUndefined();
        expect(await log.purge([A, B])).toEqual([B]);
      });

      test('[S4] leaves once its document is whole with the upstream again', async () => {
        await log.append([one(A), one(A), one(A)]);
        await ups([1, 1], [2, 2]);
        await aside(1, 2);
        await log.settle(answer({ rows: [{ ...one(A, 2), up: 2 }] }));
        expect(await log.unproven()).toEqual([A]);
        const { epoch } = await log.head();
        await log.confirm(A, 4, 2);
        await reopen();
        expect(await held()).toEqual([]);
        expect(await log.unproven()).toEqual([]);
        expect(seqs(await log.rowsOf(A))).toEqual([3, 4]);
        expect((await log.rowsBetween(0, 9)).map(({ doc }) => doc)).toEqual(['', '', A, A]);
        expect(await log.levels([A])).toEqual([2]);
        expect((await log.head()).epoch).toBe(epoch);
      });

      test('[S4] a document of which nothing else was here leaves with it', async () => {
        await log.append([draft(A, bytes(1), [[7, 'ana', 't1']]), one(B)]);
        await ups([1, 1]);
        await aside(1);
        await log.confirm(A, 0, 1);
        expect(await log.documentIds()).toEqual([B]);
        expect(await log.documents([A])).toEqual([{ seq: 0, authors: [] }]);
        expect(await log.levels([A])).toEqual([0]);
      });

      test('[S9] what nobody else may have stays held, whatever is confirmed', async () => {
        await log.append([one(A), one(A)]);
        await aside(1);
        expect(await log.unproven()).toEqual([]);
        await log.confirm(A, 9, 9);
        expect(await held()).toEqual([[1, A, 'damaged']]);
        expect(await log.levels([A])).toEqual([1]);
      });

      test('[S4] an upstream that lost its log may not have the copy: it stays', async () => {
        await log.append([one(A), one(A)]);
        await ups([1, 1], [2, 2]);
        await aside(1);
        await log.distrustUpstream();
        expect(await held()).toEqual([[1, A, 'damaged']]);
        await log.confirm(A, 9, 9);
        expect(await held()).toEqual([[1, A, 'damaged']]);
      });

      test('[S4] an ack that comes late makes it a row of the upstream, which is read damaged again', async () => {
        await log.append([one(A), one(A)]);
        await aside(1);
        await ups([1, 1], [2, 2]);
        await expect(log.rowsOf(A)).rejects.toMatchObject({ reason: 'corrupt', row: 1 });
        expect(await log.setAside(1)).toBe(true);
        expect(await held()).toEqual([[1, A, 'damaged-copy']]);
      });

      test('[S9] leaves when it is let go, and no other row does; positions and tags stay', async () => {
        await log.append([one(A), one(A), one(B), one(A), one(C)]);
        await ups([2, 2]);
        await log.settle(answer({ settled: [{ seq: 4, held: 'no-right' }] }));
        await aside(1, 2, 3);
        const before = await log.head();
        const tags = (await log.rowsBetween(0, 9)).map(({ tag }) => tag);
        expect(await log.letGo([3, 1, 2, 4, 5, 9])).toEqual([A, B]);
        expect(await log.letGo([1])).toEqual([]);
        await reopen();
        expect(await held()).toEqual([
          [2, A, 'damaged-copy'],
          [4, A, 'no-right'],
        ]);
        expect(await log.documentIds()).toEqual([A, C]);
        expect(seqs(await log.rowsOf(A))).toEqual([4]);
        expect(await log.documents([B])).toEqual([{ seq: 0, authors: [] }]);
        expect((await log.rowsBetween(0, 9)).map(({ tag }) => tag)).toEqual(tags);
        expect(await log.head()).toEqual(before);
        expect(await log.setAside(1)).toBe(false);
      });

      test('[S13] counts no more in what its document has, once it is let go', async () => {
        await log.append([one(A), one(A)]);
        await ups([2, 2]);
        await aside(1);
        expect(await log.levels([A])).toEqual([1]);
        await log.letGo([1]);
        expect(await log.levels([A])).toEqual([2]);
        expect(await log.pendingCount()).toEqual({ rows: 0, bytes: 0 });
        expect(await log.purge([A])).toEqual([A]);
      });

      test('[S14] is neither put together with others nor archived', async () => {
        await log.append([one(A), one(A), one(A)]);
        await ups([1, 1], [2, 2], [3, 3]);
        await aside(2);
        for (const receipted of ['above', 'here'] as const)
          expect(await log.compact({ row: one(A, 9), upTo: 3, receipted })).toBe(false);
        expect(await log.archivedRowsOf(A)).toEqual([]);
        expect(await held()).toEqual([[2, A, 'damaged-copy']]);
      });

      test('[S9] goes where an erasure drops what its document ever said', async () => {
        await log.append([one(A), one(A), one(A), one(A)]);
        await ups([1, 1], [2, 2], [3, 3]);
        await aside(1, 4);
        const clean = one(A, 9);
        expect(await log.compact({ row: clean, upTo: 3, receipted: 'above', archive: 'dropped' })).toBe(true);
        await reopen();
        expect(await held()).toEqual([]);
        expect((await log.rowsBetween(0, 9)).map(({ doc, update }) => [doc, update.length])).toEqual([
          ['', 2],
          ['', 2],
          [A, 9],
          ['', 2],
        ]);
        expect(await log.levels([A])).toEqual([2]);
        expect(await log.pendingCount()).toEqual({ rows: 0, bytes: 0 });
      });

      test('[S9] is erased with its document', async () => {
        await log.append([one(A), one(A), one(B)]);
        await aside(1);
        expect(await log.erase([A])).toEqual({ documents: [A], rows: 2 });
        await reopen();
        expect(await held()).toEqual([]);
        expect((await log.rowsBetween(0, 3)).map(({ doc }) => doc)).toEqual(['', '', B]);
      });

      test('[S9] what was left of an erased row said nothing: it is written anew, and nothing is lost', async () => {
        await log.append([one(A), one(B)]);
        await log.erase([A]);
        const before = await log.head();
        await damage(1);
        await expect(log.rowsBetween(0, 2)).rejects.toMatchObject({ reason: 'corrupt', row: 1 });
        expect(await log.setAside(1)).toBe(true);
        expect((await log.rowsBetween(0, 2)).map(({ doc }) => doc)).toEqual(['', B]);
        expect(await held()).toEqual([]);
        expect(await log.head()).toEqual(before);
      });
    });

    describe('the outbox', () => {
      test('holds what was appended until it is answered, and not what came from above', async () => {
        await log.append([one(A, 10), one(B, 20)]);
        await log.settle(answer({ rows: [{ ...one(A, 30), up: 5 }] }));
        expect(seqs(await log.pending(1_000))).toEqual([1, 2]);
        expect(await log.pendingCount()).toEqual({ rows: 2, bytes: 30 });
        await log.settle(answer({ settled: [{ seq: 1, up: 6 }] }));
        await reopen();
        expect(seqs(await log.pending(1_000))).toEqual([2]);
        expect(await log.pendingCount()).toEqual({ rows: 1, bytes: 20 });
        await log.settle(answer({ settled: [{ seq: 2, up: 7 }] }));
        expect(await log.pending(1_000)).toEqual([]);
        expect(await log.pendingCount()).toEqual({ rows: 0, bytes: 0 });
      });

      test('stays within the asked bytes, but always gives a first row', async () => {
        await log.append([one(A, 10), one(A, 10), one(A, 10)]);
        expect(seqs(await log.pending(1))).toEqual([1]);
        expect(seqs(await log.pending(19))).toEqual([1]);
        expect(seqs(await log.pending(20))).toEqual([1, 2]);
      });

      test('leaves out the documents it is told to', async () => {
        await log.append([one(A, 10), one(B, 10), one(A, 10), one(B, 10)]);
        expect(seqs(await log.pending(20, new Set([A])))).toEqual([2, 4]);
        expect(await log.pending(20, new Set([A, B]))).toEqual([]);
      });

      test('gives a long outbox in order of seq', async () => {
        const rows = Array.from({ length: 700 }, (_, i) => one(i % 3 === 0 ? A : B, 3));
        await log.append(rows);
        expect(seqs(await log.pending(3 * 650))).toEqual(Array.from({ length: 650 }, (_, i) => i + 1));
        const ofA = Array.from({ length: 700 }, (_, i) => i + 1).filter((seq) => (seq - 1) % 3 === 0);
        expect(seqs(await log.pending(10_000, new Set([B])))).toEqual(ofA);
      });

      test('[S13] tells the least position that is neither above nor held', async () => {
        expect(await log.firstUnsettled()).toBeUndefined();
        await log.append([one(A), one(B), one(A)]);
        expect(await log.firstUnsettled()).toBe(1);
        await log.settle(
          answer({
            settled: [
              { seq: 1, up: 1 },
              { seq: 2, held: 'no-right' },
            ],
          }),
        );
        expect(await log.firstUnsettled()).toBe(3);
        await log.settle(answer({ settled: [{ seq: 3, up: 2 }] }));
        expect(await log.firstUnsettled()).toBeUndefined();
        await log.distrustUpstream();
        expect(await log.firstUnsettled()).toBe(1);
      });

      test('[S9] a held row leaves the outbox, but not the store', async () => {
        await log.append([one(A, 4), one(B)]);
        await log.settle(answer({ settled: [{ seq: 1, held: 'no-right' }] }));
        await reopen();
        expect(seqs(await log.pending(1_000))).toEqual([2]);
        const [row] = await log.rowsOf(A);
        expect(await log.held()).toEqual([{ row, reason: 'no-right' }]);
      });

      test('[S9] what is held can be offered again, and no row moves', async () => {
        await log.append([one(B), one(A, 4), one(A), one(B)]);
        await log.settle(
          answer({
            settled: [
              { seq: 1, held: 'too-slow' },
              { seq: 2, up: 1 },
              { seq: 3, held: 'no-right' },
            ],
          }),
        );
        const rows = await log.rowsBetween(0, 4);
        expect(await log.offerAgain('another reason')).toEqual([]);
        expect(await log.offerAgain('no-right')).toEqual([A]);
        expect((await log.held()).map(({ row }) => row.seq)).toEqual([1]);
        expect(await log.offerAgain()).toEqual([B]);
        await reopen();
        expect(await log.held()).toEqual([]);
        expect(seqs(await log.pending(1_000))).toEqual([1, 3, 4]);
        expect((await log.pendingCount()).rows).toBe(3);
        expect(await log.rowsBetween(0, 4)).toEqual(rows);
        expect(await log.offerAgain()).toEqual([]);
      });

      test('[S9] held rows come in order of seq, and one that is taken after all is held no longer', async () => {
        await log.append([one(A), one(B), one(A)]);
        await log.settle(
          answer({
            settled: [
              { seq: 3, held: 'a-reason' },
              { seq: 1, held: 'z-reason' },
            ],
          }),
        );
        expect((await log.held()).map(({ row, reason }) => [row.seq, reason])).toEqual([
          [1, 'z-reason'],
          [3, 'a-reason'],
        ]);
        await log.settle(answer({ settled: [{ seq: 3, up: 8 }] }));
        expect((await log.held()).map(({ row }) => row.seq)).toEqual([1]);
      });
    });

    describe('settling', () => {
      const cursor = { epoch: 'hub', seq: 9, tag: 'nine' };

      test('keeps cursor and receipt; a null cursor stays where it was', async () => {
        expect(await log.cursor()).toBeNull();
        expect(await log.receipt()).toBeNull();
        await log.settle(answer({ cursor, receipt: { role: 'hub', seq: 4, held: [A] } }));
        await log.settle(answer({ cursor: null, receipt: { role: 'hub', seq: 5, held: [] } }));
        await reopen();
        expect(await log.cursor()).toEqual(cursor);
        expect(await log.receipt()).toEqual({ role: 'hub', seq: 5, held: [] });
      });

      test('[S3] rows from above get positions of this log', async () => {
        await log.append([one(A)]);
        const head = await log.settle(
          answer({
            rows: [
              { ...one(B, 2), up: 70 },
              { ...one(B, 3), up: 71 },
            ],
          }),
        );
        expect(head.seq).toBe(3);
        const [first] = await log.rowsOf(B);
        expect(first).toEqual({ ...one(B, 2), seq: 2, tag: head.tag, hash: await sha256(one(B, 2).update) });
        expect(await log.bears(head)).toBe(true);
      });

      test('an answer without rows leaves the head where it is', async () => {
        const head = await log.append([one(A)]);
        expect(await log.settle(answer({ settled: [{ seq: 1, up: 1 }] }))).toEqual(head);
      });

      test('an answer to a position that is not in the log changes nothing', async () => {
        await log.append([one(A)]);
        await log.settle(
          answer({
            settled: [
              { seq: 2, up: 1 },
              { seq: 3, held: 'no-right' },
            ],
          }),
        );
        expect((await log.head()).seq).toBe(1);
        expect(await log.pendingCount()).toEqual({ rows: 1, bytes: 1 });
      });

      test('of two answers to one row the last one counts', async () => {
        await log.append([one(A)]);
        await log.settle(
          answer({
            settled: [
              { seq: 1, up: 1 },
              { seq: 1, held: 'no-right' },
            ],
          }),
        );
        expect(await log.levels([A])).toEqual([1]);
        expect(await log.held()).toHaveLength(1);
        expect(await log.pendingCount()).toEqual({ rows: 0, bytes: 0 });
      });

      test('is whole or not at all', async () => {
        await log.append([one(A)]);
        const broken = {
          ...one(B),
          up: 2,
          get update(): Uint8Array {
            throw new Error('unreadable');
          },
        };
        const torn = log.settle(answer({ settled: [{ seq: 1, up: 1 }], rows: [{ ...one(B), up: 1 }, broken], cursor }));
        await expect(torn).rejects.toThrow('unreadable');
        expect((await log.head()).seq).toBe(1);
        expect(await log.cursor()).toBeNull();
        expect(await log.receipt()).toBeNull();
        expect(await log.rowsOf(B)).toEqual([]);
        expect(await log.documentIds()).toEqual([A]);
        expect(seqs(await log.pending(100))).toEqual([1]);
      });
    });

    describe('levels', () => {
      const levels = (...ids: string[]) => log.levels(ids);

      test('[S13] climb from nowhere to the ENT', async () => {
        expect(await levels(A, B)).toEqual([0, 0]);
        await log.append([one(A), one(A)]);
        expect(await levels(A, B)).toEqual([1, 0]);
        await log.settle(answer({ settled: [{ seq: 1, up: 10 }] }));
        expect(await levels(A)).toEqual([1]);
        await log.settle(answer({ settled: [{ seq: 2, up: 12 }], receipt: { role: 'hub', seq: 11, held: [] } }));
        expect(await levels(A)).toEqual([2]);
        await log.settle(answer({ receipt: { role: 'hub', seq: 12, held: [] } }));
        expect(await levels(A)).toEqual([3]);
        await log.append([one(A)]);
        expect(await levels(A)).toEqual([1]);
      });

      test('[S13] what came from above counts by its place there', async () => {
        await log.settle(
          answer({
            rows: [
              { ...one(A), up: 4 },
              { ...one(B), up: 6 },
            ],
            receipt: { role: 'hub', seq: 5, held: [] },
          }),
        );
        expect(await levels(B, A, 'lesson/none', B)).toEqual([2, 3, 0, 2]);
      });

      test('[S13] a document that the hub holds back from the ENT is not there', async () => {
        await log.settle(
          answer({
            rows: [
              { ...one(A), up: 4 },
              { ...one(B), up: 5 },
            ],
            receipt: { role: 'hub', seq: 9, held: [A] },
          }),
        );
        expect(await levels(A, B)).toEqual([2, 3]);
      });

      test('[S9] a held row keeps its document at 1', async () => {
        await log.append([one(A), one(A)]);
        await log.settle(
          answer({
            settled: [
              { seq: 1, held: 'no-right' },
              { seq: 2, up: 1 },
            ],
            receipt: { role: 'ent', seq: 9, held: [] },
          }),
        );
        expect(await levels(A)).toEqual([1]);
      });
    });

    describe('an upstream that lost its log', () => {
      beforeEach(async () => {
        await log.append([one(A), one(B), one(B), one(A)]);
        await log.settle(
          answer({
            settled: [
              { seq: 1, up: 1 },
              { seq: 2, held: 'no-right' },
            ],
            rows: [{ ...one('lesson/turtle'), up: 2 }],
            cursor: { epoch: 'hub', seq: 2, tag: 'two' },
            receipt: { role: 'hub', seq: 2, held: [] },
          }),
        );
        await log.distrustUpstream();
      });

      test('[S4] proves nothing any more; pending and held rows stay', async () => {
        await reopen();
        expect(await log.receipt()).toBeNull();
        expect(await log.levels([A, B, 'lesson/turtle'])).toEqual([1, 1, 1]);
        expect(seqs(await log.pending(100))).toEqual([3, 4]);
        expect((await log.held()).map(({ row }) => row.seq)).toEqual([2]);
        expect((await log.head()).seq).toBe(5);
      });

      test('[S4] keeps the cursor, so that a crash before the end of reconciling begins it again', async () => {
        await reopen();
        expect(await log.cursor()).toEqual({ epoch: 'hub', seq: 2, tag: 'two' });
      });

      test('[S4] confirming a document puts its rows above again, up to the given one', async () => {
        await log.confirm('lesson/turtle', 5, 21);
        await log.confirm(A, 3, 22);
        expect(await log.levels([A, 'lesson/turtle'])).toEqual([1, 2]);
        expect(seqs(await log.pending(100))).toEqual([3, 4]);
        await log.confirm(A, 4, 23);
        expect(await log.levels([A])).toEqual([2]);
        expect(seqs(await log.pending(100))).toEqual([3]);
        await log.settle(answer({ receipt: { role: 'hub', seq: 22, held: [] } }));
        expect(await log.levels([A, 'lesson/turtle'])).toEqual([2, 3]);
      });

      test('[S9] confirming leaves held rows held', async () => {
        await log.confirm(B, 5, 22);
        expect((await log.held()).map(({ row, reason }) => [row.seq, reason])).toEqual([[2, 'no-right']]);
        expect(seqs(await log.pending(100))).toEqual([4]);
        expect(await log.levels([B])).toEqual([1]);
      });

      test('[S4] confirming an unknown document changes nothing', async () => {
        await log.confirm('work/none/none', 5, 22);
        expect(await log.levels(['work/none/none'])).toEqual([0]);
      });
    });

    test('a closed log refuses, and the caller still has its rows', async () => {
      await log.close();
      expect(await failureOf(log.append([one(A)]))).toBe('closed');
      expect(await failureOf(log.rowsOf(A))).toBe('closed');
      log = await disk.open();
      expect(await log.append([one(A)])).toMatchObject({ seq: 1 });
    });

    describe('purging', () => {
      beforeEach(async () => {
        await log.append([one(A), one(B), one(A), one(C)]);
        await log.settle(
          answer({
            settled: [
              { seq: 1, up: 1 },
              { seq: 3, up: 2 },
              { seq: 4, held: 'no-right' },
            ],
            cursor: { epoch: 'hub', seq: 3, tag: 'three' },
          }),
        );
      });

      test('[S12] takes out only documents whose every row is above', async () => {
        expect(await log.purge([A, B, C, 'work/never/seen'])).toEqual([A]);
        await reopen();
        expect(await log.documentIds()).toEqual([B, C]);
        expect(await log.rowsOf(A)).toEqual([]);
        expect(await log.levels([A])).toEqual([0]);
        expect(seqs(await log.pending(100))).toEqual([2]);
        expect((await log.held()).map(({ row }) => row.doc)).toEqual([C]);
      });

      test('[S4] positions and tags stay, without bytes or names', async () => {
        const { tag } = (await log.rowsBetween(0, 1))[0]!;
        await log.purge([A]);
        await reopen();
        expect(await log.bears({ seq: 1, tag })).toBe(true);
        expect(seqs(await log.rowsBetween(0, 4))).toEqual([1, 2, 3, 4]);
        const [row] = await log.rowsBetween(0, 1);
        expect([row!.doc, row!.author, row!.device, row!.authors]).toEqual(['', '', '', []]);
        expect([...row!.update]).toEqual([0, 0]);
        expect((await log.documents([A]))[0]).toEqual({ seq: 0, authors: [] });
      });

      test('[S12] what is gone waits for nothing after a reset, and may come back', async () => {
        await log.purge([A]);
        await log.distrustUpstream();
        expect(await log.unproven()).toEqual([]);
        await log.settle(answer({ rows: [{ ...one(A), up: 7 }] }));
        expect((await log.rowsOf(A)).map(({ seq }) => seq)).toEqual([5]);
        expect(await log.levels([A])).toEqual([2]);
      });
    });

    describe('erasing', () => {
      beforeEach(async () => {
        await log.append([one(A), one(B), one(A), one(C), one(A)]);
        const settled = [
          { seq: 1, up: 1 },
          { seq: 3, held: 'no-right' },
        ];
        await log.settle(answer({ settled, cursor: { epoch: 'hub', seq: 3, tag: 'three' } }));
      });

      test('takes out what is settled, pending and held alike, and says how much that was', async () => {
        expect(await log.erase([A, C, 'work/never/seen'])).toEqual({ documents: [A, C], rows: 4 });
        await reopen();
        expect(await log.documentIds()).toEqual([B]);
        expect(await log.rowsOf(A)).toEqual([]);
        expect(await log.held()).toEqual([]);
        expect(seqs(await log.pending(100))).toEqual([2]);
        expect(await log.pendingCount()).toEqual({ rows: 1, bytes: 1 });
        expect(await log.documents([A])).toEqual([{ seq: 0, authors: [] }]);
        expect(await log.erase([A])).toEqual({ documents: [], rows: 0 });
      });

      test('[S4] positions and tags stay, and what is gone waits for nothing after a reset', async () => {
        const tags = (await log.rowsBetween(0, 5)).map(({ tag }) => tag);
        await log.erase([A]);
        await log.distrustUpstream();
        await reopen();
        expect(await log.unproven()).toEqual([]);
        for (const [i, tag] of tags.entries()) expect(await log.bears({ seq: i + 1, tag })).toBe(true);
        expect((await log.rowsBetween(0, 5)).map(({ doc }) => doc)).toEqual(['', B, '', C, '']);
      });

      test('[S12] an answer that comes for a row which is gone brings nothing back', async () => {
        await log.settle(answer({ settled: [{ seq: 5, up: 3 }] }));
        await log.erase([A, C]);
        await log.settle(answer({ settled: [{ seq: 2, up: 2 }] }));
        expect(await log.purge([B])).toEqual([B]);
        const settled = [1, 2, 3, 4, 5].map((seq) => ({ seq, held: 'no-right' }));
        await log.settle(answer({ settled }));
        const nothingIsThere = async () => {
          expect(await log.held()).toEqual([]);
          expect(await log.documentIds()).toEqual([]);
          expect(await log.firstUnsettled()).toBeUndefined();
          expect(await log.offerAgain()).toEqual([]);
          expect(await log.pendingCount()).toEqual({ rows: 0, bytes: 0 });
        };
        await nothingIsThere();
        await log.settle(answer({ settled: settled.map(({ seq }) => ({ seq, up: 9 })) }));
        await nothingIsThere();
        await reopen();
        await nothingIsThere();
      });

      test('takes the archive along', async () => {
        await log.append([one('work/turtle/dina'), one('work/turtle/dina')]);
        const row = one('work/turtle/dina', 2);
        expect(await log.compact({ row, upTo: 7, receipted: 'here' })).toBe(true);
        expect(await log.erase(['work/turtle/dina'])).toEqual({ documents: ['work/turtle/dina'], rows: 2 });
        expect(await log.archivedRowsOf('work/turtle/dina')).toEqual([]);
      });
    });

    describe('compacting', () => {
      const together: DraftRow = {
        doc: A,
        update: bytes(1, 2, 3),
        author: '',
        device: 't1',
        authors: [
          [7, 'ana', 't1'],
          [9, 'bilal', 't1'],
        ],
      };
      const compact = (upTo: number, receipted: 'above' | 'here' = 'above', row = together) =>
        log.compact({ row, upTo, receipted });
      const seen = async () => (await log.rowsBetween(0, 99)).map(({ seq, doc, update }) => [seq, doc, ...update]);
      let tags: string[];
      let originals: Row[];
      beforeEach(async () => {
        const own = [draft(A, bytes(1), [[7, 'ana', 't1']]), one(B), draft(A, bytes(2), [[9, 'bilal', 't1']])];
        for (const row of own) await log.append([row]);
        await log.append([draft(A, bytes(3)), draft(A, bytes(4))]);
        const ups = [1, 2, 4, 3, 5].map((up, i) => ({ seq: i + 1, up }));
        await log.settle(answer({ settled: ups, receipt: { role: 'ent', seq: 4, held: [] } }));
        tags = (await log.rowsBetween(0, 9)).map(({ tag }) => tag);
        originals = await log.rowsOf(A);
      });

      test('[S14] one row stands for several, and those are in the archive as they were', async () => {
        expect(await compact(4)).toBe(true);
        await reopen();
        expect(await log.rowsOf(A)).toEqual([
          { ...together, seq: 4, tag: tags[3], hash: await sha256(together.update) },
          originals.at(-1),
        ]);
        expect(await log.archivedRowsOf(A)).toEqual(originals.slice(0, 3));
        expect(await log.archivedRowsOf(B)).toEqual([]);
      });

      test('[S4] positions and tags stay, and a reader from between gets the whole of it', async () => {
        await compact(4);
        await reopen();
        for (const [i, tag] of tags.entries()) expect(await log.bears({ seq: i + 1, tag })).toBe(true);
        expect(await seen()).toEqual([
          [1, '', 0, 0],
          [2, B, 1],
          [3, '', 0, 0],
          [4, A, 1, 2, 3],
          [5, A, 4],
        ]);
        const [emptied] = await log.rowsBetween(0, 1);
        expect([emptied!.author, emptied!.device, emptied!.authors]).toEqual(['', '', []]);
        expect((await log.append([one(A)])).seq).toBe(6);
      });

      test('[S14] again: each row is archived once', async () => {
        await compact(4);
        expect(await compact(5, 'above', { ...together, update: bytes(9) })).toBe(true);
        expect((await log.rowsOf(A)).map(({ seq, update }) => [seq, ...update])).toEqual([[5, 9]]);
        expect(await log.archivedRowsOf(A)).toEqual(originals);
        expect(await compact(5)).toBe(false);
      });

      test('[S13] what the document holds, who is bound and how far it lies stay the same', async () => {
        const before = [await log.documents([A, B]), await log.levels([A, B]), await log.documentIds()];
        await compact(5);
        await reopen();
        expect([await log.documents([A, B]), await log.levels([A, B]), await log.documentIds()]).toEqual(before);
        expect(await log.levels([A])).toEqual([2]);
        await log.settle(answer({ receipt: { role: 'ent', seq: 5, held: [] } }));
        expect(await log.levels([A])).toEqual([3]);
      });

      test('[S13] the greatest place above counts, whichever row had it', async () => {
        await compact(4);
        await log.settle(answer({ receipt: { role: 'ent', seq: 3, held: [] } }));
        expect(await log.levels([A])).toEqual([2]);
      });

      test('[S13] nothing that is pending, held or unproven is compacted', async () => {
        await log.append([one(A), one(A)]);
        expect(await compact(7)).toBe(false);
        await log.settle(
          answer({
            settled: [
              { seq: 6, held: 'no-right' },
              { seq: 7, up: 7 },
            ],
          }),
        );
        expect(await compact(7)).toBe(false);
        expect(await compact(7, 'here')).toBe(false);
        await log.distrustUpstream();
        expect(await compact(4)).toBe(false);
        expect(await compact(4, 'here')).toBe(false);
        expect(await log.archivedRowsOf(A)).toEqual([]);
        expect((await log.rowsOf(A)).map(({ seq }) => seq)).toEqual([1, 3, 4, 5, 6, 7]);
      });

      test('[S13] a node without an upstream is itself the end: its rows count as receipted here', async () => {
        await log.append([one(C, 2), one(C, 3), one(B, 4)]);
        const row = { ...together, doc: C };
        expect(await compact(8, 'above', row)).toBe(false);
        expect(await compact(8, 'here', row)).toBe(true);
        await reopen();
        expect((await log.rowsOf(C)).map(({ seq, update }) => [seq, ...update])).toEqual([[7, 1, 2, 3]]);
        expect(seqs(await log.pending(100))).toEqual([7, 8]);
        expect(await log.pendingCount()).toEqual({ rows: 2, bytes: 7 });
        expect(await log.firstUnsettled()).toBe(7);
        expect(await log.levels([C])).toEqual([1]);
      });

      test('one row, or none, is as compact as can be', async () => {
        expect(await compact(1)).toBe(false);
        expect(await compact(9, 'above', { ...together, doc: 'work/never/seen' })).toBe(false);
      });

      test('[S4] an upstream that lost its log has the compacted row to prove', async () => {
        await compact(5);
        await log.distrustUpstream();
        expect(await log.unproven()).toEqual([A, B]);
        await log.confirm(A, 5, 9);
        expect(await log.unproven()).toEqual([B]);
        expect(await log.levels([A])).toEqual([2]);
      });

      test('[S12] the archive leaves with its document', async () => {
        await compact(4);
        expect(await log.purge([A])).toEqual([A]);
        await reopen();
        expect(await log.archivedRowsOf(A)).toEqual([]);
        expect(await log.rowsOf(A)).toEqual([]);
        for (const [i, tag] of tags.entries()) expect(await log.bears({ seq: i + 1, tag })).toBe(true);
      });

      test('drops what an erasure took out: the rows, and what was archived before', async () => {
        await compact(4);
        const clean = { ...together, update: bytes(9) };
        expect(await log.compact({ row: clean, upTo: 5, receipted: 'above', archive: 'dropped' })).toBe(true);
        await reopen();
        expect(await log.archivedRowsOf(A)).toEqual([]);
        expect((await log.rowsOf(A)).map(({ seq, update }) => [seq, ...update])).toEqual([[5, 9]]);
        const again = { ...together, update: bytes(8) };
        expect(await log.compact({ row: again, upTo: 5, receipted: 'above', archive: 'dropped' })).toBe(true);
        expect((await log.rowsOf(A)).map(({ seq, update }) => [seq, ...update])).toEqual([[5, 8]]);
        for (const [i, tag] of tags.entries()) expect(await log.bears({ seq: i + 1, tag })).toBe(true);
      });

      test('names the documents with many rows', async () => {
        expect(await gathered(log.longDocuments(4))).toEqual([A]);
        expect(await gathered(log.longDocuments(5))).toEqual([]);
        expect(await gathered(log.longDocuments(1))).toEqual([A, B]);
        await compact(5);
        expect(await gathered(log.longDocuments(2))).toEqual([]);
      });

      test('[S10] an archived row that came back changed would be corrupt: hashes go with the rows', async () => {
        await compact(4);
        for (const row of await log.archivedRowsOf(A)) expect(row.hash).toEqual(await sha256(row.update));
      });
    });

    test('[S4] names the documents that a distrusted upstream has yet to prove', async () => {
      await log.append([one(B), one(A)]);
      await log.settle(answer({ settled: [{ seq: 2, up: 1 }] }));
      expect(await log.unproven()).toEqual([]);
      await log.distrustUpstream();
      await reopen();
      expect(await log.unproven()).toEqual([A]);
      await log.confirm(A, 2, 5);
      expect(await log.unproven()).toEqual([]);
    });

    test('tells of what it wrote, after it wrote it', async ({ skip }) => {
      if (!disk.changes) return skip('this store tells no one');
      const heard: Change[] = [];
      const stop = disk.changes.subscribe((change) => heard.push(change));
      await log.append([one(A), one(B), one(A)]);
      await log.settle(answer({ settled: [{ seq: 2, up: 1 }] }));
      await log.settle(answer({ settled: [{ seq: 1, up: 2 }] }));
      await log.settle(answer({ rows: [{ ...one(B), up: 3 }], cursor: { epoch: 'hub', seq: 3, tag: 'three' } }));
      await log.settle(answer({}));
      await log.confirm(A, 4, 9);
      await log.distrustUpstream();
      await Promise.resolve();
      stop();
      expect(heard).toEqual([
        { what: 'log', docs: [A, B] },
        { what: 'link', docs: [] },
        { what: 'link', docs: [A] },
        { what: 'log', docs: [B] },
        { what: 'link', docs: [A] },
        { what: 'link', docs: [] },
      ]);
    });
  });
}
