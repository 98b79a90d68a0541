import fc from 'fast-check';
import * as Y from 'yjs';
import { decodeMessage, encodeMessage } from '../../../src/protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/limits.ts';
import { type Cursor, SyncRequestSchema, SyncResponseSchema } from '../../../src/protocol/messages.ts';
import type { Principal } from '../../../src/sync/access.ts';
import {
  CLASS,
  fillSchool,
  GROUP_WORK,
  PUPILS,
  tablet,
  TEACHER,
  textIn,
  workOf,
  write,
} from '../../support/sample-school.ts';
import { TestNode } from '../../support/town.ts';
import { mutated } from '../mutation.ts';
import { sampleDocuments } from '../samples.ts';
import { type AnyTarget, must, target } from '../target.ts';

/** Inputs after which a new hub takes over: what it accepts it keeps, and that is not what is looked for. */
const INPUTS_PER_HUB = 1_500;

const DEVICES: readonly Principal[] = [
  { device: 't1', role: 'tablet', classes: [CLASS], account: '' },
  { device: 'laptop', role: 'teacher', classes: [CLASS], account: TEACHER },
  { device: 'hub', role: 'hub', classes: [CLASS], account: '' },
];

interface Asked {
  readonly principal: Principal;
  readonly bytes: Uint8Array;
  /** Put in for the cursor's words "epoch" and "tag": the node's own. */
  readonly isOwnCursor: boolean;
}

/** Requests of enrolled devices, against a hub in memory: cursors, pushes, state vectors, all at once. */
export function requestTarget(): AnyTarget {
  let hub: TestNode | undefined;
  let asked = 0;
  const end = async (): Promise<void> => {
    if (hub) await checkHealth(hub);
    hub = undefined;
  };
  return target<Asked>({
    name: 'sync request, to a hub in memory',
    share: 22_000,
    inputs: requests(),
    async check(input) {
      if (asked++ % INPUTS_PER_HUB === 0) await end();
      hub ??= await openHub();
      await checkRequest(hub, input);
    },
    end,
  });
}

async function openHub(): Promise<TestNode> {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  return hub;
}

/** Throws where a request harms: no answer, an answer that is none, or something stored that was not accepted. */
async function checkRequest(hub: TestNode, { principal, bytes, isOwnCursor }: Asked): Promise<void> {
  const request = decodeMessage(bytes, SyncRequestSchema);
  if (!request.ok) return;
  const head = await hub.log.head();
  const cursor = isOwnCursor && request.value.cursor ? { ...request.value.cursor, ...head } : request.value.cursor;
  const response = await hub.station.responder.answer(principal, { ...request.value, cursor });
  must(decodeMessage(encodeMessage(response), SyncResponseSchema).ok, 'the answer cannot be read');
  must(response.results.length === request.value.pushes.length, 'a push has no answer');
  const accepted = response.results.filter(({ s }) => s === 'ok').length;
  must((await hub.log.head()).seq - head.seq <= accepted, 'more was stored than was accepted');
  must(isWithin(response.cursor, (await hub.log.head()).seq), 'the cursor lies outside the log');
}

const isWithin = ({ seq }: Cursor, end: number): boolean => 0 <= seq && seq <= end;

/** Whatever came before, an honest tablet joins, writes, and another reads it. */
async function checkHealth(hub: TestNode): Promise<void> {
  const [writer, reader] = [tablet('writer', () => hub), tablet('reader', () => hub)];
  await writer.syncOnce();
  await write(writer, workOf('elsa'), 'elsa', 'Tout va bien');
  await writer.syncOnce();
  must((await writer.log.pendingCount()).rows === 0, 'an honest edit is not taken any more');
  await reader.syncOnce();
  must((await textIn(reader, workOf('elsa'))).includes('Tout va bien'), 'an honest edit does not come through');
  must((await hub.projections.position()) === (await hub.log.head()).seq, 'projections have come to a stop');
}

function requests(): fc.Arbitrary<Asked> {
  const samples = sampleDocuments();
  const updates = samples.flatMap(({ updates }) => updates);
  const vectors = updates.map((update) => Y.encodeStateVectorFromUpdate(update));
  const docs = [...samples.map(({ doc }) => doc), ...PUPILS.map(workOf), GROUP_WORK, 'class/other', 'notice/n', '../x'];
  const doc = fc.constantFrom(...docs);
  const account = fc.constantFrom('awa', 'ben', TEACHER, 'nobody', 'toString');
  const device = fc.constantFrom('t1', 'laptop', 'hub', '__proto__');
  const client = fc.oneof(fc.constantFrom(101, 102, 103), fc.maxSafeNat());
  const update = fc.oneof(fc.constantFrom(...updates), mutated(updates));
  const authors = fc.option(fc.array(fc.tuple(client, account, device), { maxLength: 3 }), { nil: undefined });
  const push = fc.record({ doc, update, author: account, device, authors }).map(withoutUndefined);
  const seq = fc.oneof(fc.nat(20), fc.maxSafeNat());
  const cursor = fc.record({ epoch: fc.string({ maxLength: 70 }), seq, tag: fc.string({ maxLength: 34 }) });
  const held = fc.record({ doc, author: account, why: fc.constantFrom('no-right', 'x'), rows: seq, bytes: seq });
  const told = fc.record({ erasure: fc.constantFrom('e1', '__proto__'), device, name: account, done: fc.boolean() });
  const some = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> => fc.array(item, { maxLength: 3 });
  const message = fc.record(
    {
      v: fc.constant(PROTOCOL_VERSION),
      cursor: fc.option(cursor),
      pushes: some(push),
      wants: some(fc.record({ doc, sv: mutated(vectors) })),
      quiet: fc.boolean(),
      held: some(held),
      erased: some(told),
    },
    { requiredKeys: ['v', 'cursor', 'pushes', 'wants', 'quiet'] },
  );
  const principal = fc.constantFrom(...DEVICES);
  return fc.record({ principal, bytes: message.map((one) => encodeMessage(one)), isOwnCursor: fc.boolean() });
}

/** CBOR has an "undefined" of its own, which is not the same as nothing. */
const withoutUndefined = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
