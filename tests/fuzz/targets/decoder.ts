import fc from 'fast-check';
import * as Y from 'yjs';
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
  fc.integer({ min: 500, max: 5_100 }).map(chains),
  fc.integer({ min: 500, max: 20_000 }).map(rivals),
  fc.integer({ min: 10_000, max: 200_000 }).map(ranges),
  fc.integer({ min: 1_000, max: 10_000 }).map(backwards),
);

/** Letters of many clients, each client's behind those of the next, and the last behind one that never comes. */
function chains(clients: number): Uint8Array {
  const EACH = 9;
  const bytes = [...number(clients)];
  for (let client = 1; client <= clients; client++) {
    bytes.push(EACH, ...number(client), 0);
    for (let clock = 0; clock < EACH; clock++) {
      const [before, at] = clock === 0 ? [client + 1, EACH - 1] : [client, clock - 1];
      bytes.push(0x84, ...number(before), at, 1, 0x78);
    }
  }
  return Uint8Array.from([...bytes, 0]);
}

/** One letter each, of as many clients, all at the beginning of one text. */
function rivals(clients: number): Uint8Array {
  const bytes = [...number(clients)];
  for (let client = 1; client <= clients; client++) bytes.push(1, ...number(client), 0, 4, 1, 1, 0x74, 1, 0x78);
  return Uint8Array.from([...bytes, 0]);
}

/** Deletions of every other letter of a text that is not there. */
function ranges(count: number): Uint8Array {
  const bytes = [0, 1, 1, ...number(count)];
  for (let at = 0; at < count; at++) bytes.push(...number(2 * at), 1);
  return Uint8Array.from(bytes);
}

/** A text written from its end to its beginning, so that nothing coalesces. */
function backwards(count: number): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  doc.transact(() => {
    for (let at = 0; at < count; at++) doc.getText('t').insert(0, 'x');
  });
  return Y.encodeStateAsUpdate(doc);
}

/** lib0's coding of a number. */
function number(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return [...bytes, Math.floor(value / 128 ** bytes.length)];
}
