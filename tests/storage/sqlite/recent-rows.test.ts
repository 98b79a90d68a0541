import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentRows } from '../../../src/storage/sqlite/recent-rows.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';
import type { DraftRow, LogStore, Row } from '../../../src/sync/ports.ts';

const DOCS = ['work/turtle/ana', 'work/turtle/ben', 'work/turtle/cleo'];
const doc = fc.constantFrom(...DOCS);
const nth = fc.nat(40);
const deeds = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('append' as const), doc, count: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), nth, isHeld: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), doc }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), doc }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('compact' as const), doc }) },
    { weight: 1, arbitrary: fc.constantFrom({ do: 'distrust' as const }, { do: 'offerAgain' as const }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), after: nth, count: nth }) },
  ),
  { maxLength: 40 },
);

const draft = (id: string, say: number): DraftRow => {
  return { doc: id, update: Uint8Array.of(1, say), author: 'ana', device: 't1', authors: [[say, 'ana', 't1']] };
};

async function seen(log: LogStore, after: number, upTo: number): Promise<unknown> {
  return [await log.head(), await log.firstUnsettled(), await log.held(), await log.rowsBetween(after, upTo)];
}

test('[S12] a log that remembers its newest rows says what one that has just been opened says, whatever was taken out of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cartable-recent-'));
  let played = 0;
  try {
    await fc.assert(
      fc.asyncProperty(deeds, async (all) => {
        const path = join(folder, `${played++}.db`);
        const log = await SqliteLogStore.open(new SqliteDatabase(path));
        const fresh = async (): Promise<SqliteLogStore> => SqliteLogStore.open(new SqliteDatabase(path));
        const receipt = { role: 'ent', seq: 0, held: [] } as const;
        for (const [say, deed] of all.entries()) {
          const { seq: end } = await log.head();
          if (deed.do === 'append') await log.append(Array.from({ length: deed.count }, () => draft(deed.doc, say)));
          if (deed.do === 'settle' && end > 0) {
            const seq = 1 + (deed.nth % end);
            const settled = deed.isHeld ? { seq, held: 'no-right' } : { seq, up: seq };
            await log.settle({ settled: [settled], rows: [], cursor: null, receipt });
          }
          if (deed.do === 'purge') await log.purge([deed.doc]);
          if (deed.do === 'erase') await log.erase([deed.doc]);
          if (deed.do === 'compact') await log.compact({ row: draft(deed.doc, 99), upTo: end, receipted: 'here' });
          if (deed.do === 'distrust') await log.distrustUpstream();
          if (deed.do === 'offerAgain') await log.offerAgain();
          const [after, upTo] = deed.do === 'read' ? [deed.after, deed.after + deed.count] : [0, end + 4];
          const remembered = await seen(log, after, upTo);
          const opened = await fresh();
          expect(remembered).toEqual(await seen(opened, after, upTo));
          await opened.close();
        }
        await log.close();
      }),
      { numRuns: 60 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

test('rows are read from the disk once, and the oldest are let go of', () => {
  const rows = Array.from({ length: 20_000 }, (_, index): Row => {
    const { doc: id, ...rest } = draft('work/turtle/ana', 0);
    return { ...rest, doc: id, seq: index + 1, tag: 't', hash: new Uint8Array() };
  });
  const recent = new RecentRows();
  const reads: [number, number][] = [];
  const between = (after: number, upTo: number): number[] =>
    recent
      .between(after, upTo, (from) => {
        reads.push([from, upTo]);
        return rows.slice(from, upTo);
      })
      .map(({ seq }) => seq);
  const span = (after: number, upTo: number): number[] => rows.slice(after, upTo).map(({ seq }) => seq);
  for (let end = 0; end < 20_000; end += 1_000) {
    for (const behind of [0, 500, 900])
      expect(between(Math.max(0, end - behind), end + 1_000)).toEqual(span(Math.max(0, end - behind), end + 1_000));
  }
  expect(reads).toHaveLength(20);
  expect(between(0, 1_000)).toEqual(span(0, 1_000));
  expect(reads).toHaveLength(21);
});
