import { expect, test } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import type { FeedRow, NodeRole, SyncRequest, SyncResponse } from '../../src/protocol/messages.ts';
import { Access, type Principal } from '../../src/sync/access.ts';
import { DocumentCache } from '../../src/sync/document-cache.ts';
import { Projector } from '../../src/sync/projector.ts';
import { Publication } from '../../src/sync/publication.ts';
import { MAX_UNTOLD_ROWS, Session } from '../../src/sync/session.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import { settle } from '../support/town.ts';

const principal: Principal = { device: 't1', role: 'tablet', classes: ['k1'], account: '' };

const resetTo = (epoch: string, answer: SyncResponse): SyncResponse => ({
  ...answer,
  cursor: { ...answer.cursor, epoch },
  rows: [],
  reset: ['work/a/awa'],
});

/** A log of which every tenth row is for the device. */
class TenthRow {
  seq = 0;
  role: NodeRole = 'hub';
  readonly asked: number[] = [];

  async answer(_principal?: Principal, _request?: SyncRequest): Promise<SyncResponse> {
    return this.feedFrom(principal, 0);
  }

  async feedFrom(_principal: Principal, after: number): Promise<SyncResponse> {
    this.asked.push(after);
    const rows = Array.from({ length: this.seq - after }, (_, index) => after + index + 1)
      .filter((seq) => seq % 10 === 0)
      .map((seq): FeedRow => ({ doc: 'work/a/awa', update: new Uint8Array(), seq, authors: [] }));
    return {
      v: PROTOCOL_VERSION,
      node: { epoch: 'e', role: this.role },
      cursor: { epoch: 'e', seq: this.seq, tag: String(this.seq) },
      receipt: { seq: this.role === 'ent' ? this.seq : 0, held: [] },
      results: [],
      diffs: [],
      rows,
      since: after,
      more: false,
    };
  }
}

async function begin(role: NodeRole = 'hub') {
  const journal = new Log(() => 0);
  const log = new MemoryLogStore();
  const projector = new Projector(log, new MemoryProjectionStore(), new DocumentCache(log));
  const publication = new Publication({ projector, access: new Access(), knownUpTo: 0, clock: undefined, journal });
  const responder = new TenthRow();
  responder.role = role;
  const session = new Session({ responder, principal, publication, journal });
  const sent: SyncResponse[] = [];
  session.onStream(async (response) => void sent.push(response));
  await session.answer({ v: PROTOCOL_VERSION, cursor: null, pushes: [], wants: [] });
  const grow = async (rows: number): Promise<void> => {
    responder.seq += rows;
    publication.changed.emit();
    await settle();
  };
  return { responder, sent, grow };
}

test('[S12] a device is not told of rows that are not for it, and none is looked at twice for it', async () => {
  const { responder, sent, grow } = await begin();
  for (let row = 1; row <= 9; row++) await grow(1);
  expect(sent).toEqual([]);
  expect(responder.asked.slice(-9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('[S12][S13] nor by an ENT, whose receipt goes on with each row of its log', async () => {
  const { sent, grow } = await begin('ent');
  for (let row = 1; row <= 9; row++) await grow(1);
  expect(sent).toEqual([]);
  await grow(1);
  expect(sent.map(({ receipt }) => receipt.seq)).toEqual([10]);
});

test('[S11] what it is told then begins where it was told to stand, so that it sees no hole', async () => {
  const { sent, grow } = await begin();
  for (let row = 1; row <= 21; row++) await grow(1);
  expect(sent.map(({ since, cursor, rows }) => [since, cursor.seq, rows.length])).toEqual([
    [0, 10, 1],
    [10, 20, 1],
  ]);
});

test('a device that was told that there is more hears where it ends', async () => {
  const { responder, sent, grow } = await begin();
  const feedFrom = responder.feedFrom.bind(responder);
  responder.feedFrom = async (who, after) => ({
    ...(await feedFrom(who, after)),
    more: after === 0 && responder.seq > 9,
  });
  await grow(15);
  expect(sent.map(({ since, cursor, rows, more }) => [since, cursor.seq, rows.length, more])).toEqual([
    [0, 15, 1, true],
    [15, 15, 0, false],
  ]);
});

test('[S4] a device that has nothing to hear for long is told where the log stands, so that its return costs little', async () => {
  const { responder, sent, grow } = await begin();
  responder.feedFrom = async (who, after) => ({
    ...(await TenthRow.prototype.feedFrom.call(responder, who, after)),
    rows: [],
  });
  for (let rows = 0; rows <= 2 * MAX_UNTOLD_ROWS + 200; rows += 100) await grow(100);
  expect(sent.map(({ since, cursor }) => [since, cursor.seq])).toEqual([
    [0, MAX_UNTOLD_ROWS + 100],
    [MAX_UNTOLD_ROWS + 100, 2 * MAX_UNTOLD_ROWS + 200],
  ]);
});

test('[S4] a log that lost something meanwhile is not read on: the device hears that it was reset, from where it stands', async () => {
  const { responder, sent, grow } = await begin();
  await grow(10);
  const feedFrom = responder.feedFrom.bind(responder);
  const asked: SyncRequest[] = [];
  responder.feedFrom = async (who, after) => {
    const news = await feedFrom(who, after);
    return { ...news, cursor: { ...news.cursor, epoch: 'another' } };
  };
  responder.answer = async (_, request) => {
    asked.push(request!);
    return resetTo('another', await feedFrom(principal, responder.seq));
  };
  await grow(10);
  expect(asked.map(({ cursor }) => cursor)).toEqual([{ epoch: 'e', seq: 10, tag: '10' }]);
  expect(sent.map(({ cursor, rows, reset }) => [cursor.epoch, cursor.seq, rows.length, reset])).toEqual([
    ['e', 10, 1, undefined],
    ['another', 20, 0, ['work/a/awa']],
  ]);
});
