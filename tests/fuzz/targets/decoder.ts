import fc from 'fast-check';
import * as Y from 'yjs';
import { concatBytes } from '../../../src/base/bytes.ts';
import { Log } from '../../../src/base/log.ts';
import { INSPECTION_LIMIT_MS, WorkerInspector } from '../../../src/server/decoder/worker-inspector.ts';
import { MemoryLogStore } from '../../../src/storage/memory/memory-log-store.ts';
import { mutated } from '../mutation.ts';
import { sampleDocuments } from '../samples.ts';
import { type AnyTarget, must, target } from '../target.ts';

/** Beyond the decoder's own limit: ending its thread and starting another, on a busy machine. */
const END_MS = 3_000;
const VERDICTS = ['good', 'bad', 'gap'];

/** [S10] The same updates through the server's own worker, with some that are made to cost: it is ended where they do. */
export function decoderTarget(): AnyTarget {
  const samples = sampleDocuments();
  let kills = 0;
  const log = new Log(() => 0);
  log.subscribe(({ message }) => (kills += message.includes('took too long') ? 1 : 0));
  const store = new MemoryLogStore();
  const inspector = new WorkerInspector({ store, log });
  const honest = { doc: 'work/a/honest', update: samples[0]!.updates[0]! };
  const spoilt = mutated(samples.flatMap(({ updates }) => updates));
  return target<Uint8Array>({
    name: 'Yjs update, in the decoder’s thread',
    share: 10_000,
    inputs: fc.oneof({ weight: 400, arbitrary: spoilt }, { weight: 1, arbitrary: costly }),
    limitMs: INSPECTION_LIMIT_MS + END_MS,
    kills: () => kills,
    async check(update) {
      const [answer, next] = await inspector.inspect([{ doc: 'work/a/hostile', update }, honest]);
      inspector.forget(['work/a/hostile']);
      must(VERDICTS.includes(answer!.verdict), `the answer is ${answer!.verdict}`);
      must(next!.verdict === 'good', 'an honest update behind it is not judged');
    },
    end: () => inspector.close(),
  });
}

/** Updates that are small and make much work. */
const costly: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.integer({ min: 1_000, max: 20_000 }).map(orphans),
  fc.integer({ min: 1_000, max: 20_000 }).map(manyClients),
  fc
    .integer({ min: 10_000, max: 200_000 })
    .map((count) => concatBytes([Uint8Array.of(0, 1, 1), number(count), ranges(count)])),
  fc.integer({ min: 1_000, max: 30_000 }).map(backwards),
);

/** Letters that each wait for one that never comes. */
function orphans(count: number): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let at = 0; at < Math.min(count, 4_000); at++) doc.getText('t').insert(0, 'x');
  return Y.mergeUpdates(updates.filter((_, index) => index % 2 === 1));
}

/** One letter each, of as many clients. */
function manyClients(count: number): Uint8Array {
  const body = Array.from({ length: count }, (_, client) =>
    concatBytes([Uint8Array.of(1), number(client + 1), Uint8Array.of(0, 4, 1, 1, 0x74, 1, 0x78)]),
  );
  return concatBytes([number(count), ...body, Uint8Array.of(0)]);
}

/** A text written from its end to its beginning, so that nothing coalesces. */
function backwards(count: number): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  doc.transact(() => {
    for (let at = 0; at < Math.min(count, 10_000); at++) doc.getText('t').insert(0, 'x');
  });
  return Y.encodeStateAsUpdate(doc);
}

function ranges(count: number): Uint8Array {
  return new Uint8Array(count * 2).fill(1);
}

/** lib0's coding of a number. */
function number(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
