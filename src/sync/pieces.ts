import * as Y from 'yjs';
import { PUSH_BUDGET_BYTES } from '../protocol/limits.ts';
import { isPushable, MAX_CLIENTS, MAX_STRUCTS } from './inspector.ts';

/** What a deletion takes in an update at most: a place and a length. */
const DELETION_BYTES = 16;

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];
type Ids = Pick<Struct['id'], 'client' | 'clock'>;

/** A struct, or a deletion, with the bytes that it takes. */
type Part = { readonly client: number; readonly bytes: number } & (
  { readonly struct: Struct } | { readonly clock: number; readonly length: number }
);

/**
 * The update as a node takes it from below: whole where it may be so large, else in pieces near the budget of a request, each of which
 * builds on those before it. Deletions come last, since they name what must be there; they carry no clientID, whichever piece they are in.
 * A single value that nobody can cut, a picture in the text say, may still be too large.
 */
export function inPieces(update: Uint8Array): Uint8Array[] {
  if (isPushable(update)) return [update];
  const { structs, ds } = Y.decodeUpdate(update);
  const added = inOrder(structs).flatMap(cut);
  const deleted = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }): Part => ({ client, bytes: DELETION_BYTES, clock, length: len })),
  );
  return grouped([...added, ...deleted]).map(written);
}

/** Parts that go together: the caps on structs and clients hold, and the bytes stay far enough below theirs for what frames them. */
function grouped(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [];
  let group: Part[] = [];
  let bytes = 0;
  let clients = new Set<number>();
  for (const part of parts) {
    const isFull = bytes + part.bytes > PUSH_BUDGET_BYTES || group.length === MAX_STRUCTS;
    if (group.length === 0 || isFull || (clients.size === MAX_CLIENTS && !clients.has(part.client))) {
      groups.push((group = []));
      bytes = 0;
      clients = new Set();
    }
    group.push(part);
    bytes += part.bytes;
    clients.add(part.client);
  }
  return groups;
}

/** Each struct after all that it hangs on, as Yjs itself takes them up; what is not among them is with the receiver. */
function inOrder(structs: readonly Struct[]): Struct[] {
  const left = byClient([...structs].reverse(), ({ id }) => id.client);
  const isLeft = ({ client, clock }: Ids): boolean => {
    const next = left.get(client)?.at(-1);
    return next !== undefined && next.id.clock <= clock;
  };
  const ordered: Struct[] = [];
  for (const first of left.keys()) {
    const awaited: Ids[] = [{ client: first, clock: Infinity }];
    for (let here = awaited.at(-1); here; here = awaited.at(-1)) {
      const { client } = here;
      if (!isLeft(here)) {
        awaited.pop();
        continue;
      }
      const struct = left.get(client)!.at(-1)!;
      const before = needsOf(struct).find((id) => id.client !== client && isLeft(id));
      // Structs that await each other are nobody's honest work: the receiver says what it makes of them.
      if (before && awaited.length <= left.size) awaited.push(before);
      else ordered.push(left.get(client)!.pop()!);
    }
  }
  return ordered;
}

function needsOf(struct: Struct): Ids[] {
  if (!(struct instanceof Y.Item)) return [];
  const { origin, rightOrigin, parent } = struct;
  return [origin, rightOrigin, parent instanceof Y.ID ? parent : null].filter((id) => id !== null);
}

/** Text that was written row by row is one struct by now: it is halved until it fits. */
function cut(struct: Struct): Part[] {
  const bytes = bytesOf(struct);
  const at = bytes > PUSH_BUDGET_BYTES && struct instanceof Y.Item ? middleOf(struct.content) : 0;
  if (at === 0 || !(struct instanceof Y.Item)) return [{ client: struct.id.client, bytes, struct }];
  const { id, origin, rightOrigin, parent, parentSub, content } = struct;
  const left = content.copy();
  const right = left.splice(at);
  const last = Y.createID(id.client, id.clock + at - 1);
  const next = Y.createID(id.client, id.clock + at);
  return [
    new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, left),
    new Y.Item(next, null, last, null, rightOrigin, parent, parentSub, right),
  ].flatMap(cut);
}

/** Where content may be cut in two, never between the two halves of a character; 0 where it cannot be. */
function middleOf(content: Y.Item['content']): number {
  const middle = Math.floor(content.getLength() / 2);
  if (!(content instanceof Y.ContentString)) return middle;
  return /[\uD800-\uDBFF]/.test(content.str.charAt(middle - 1)) ? middle - 1 : middle;
}

function bytesOf(struct: Struct): number {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, 0);
  return encoder.toUint8Array().byteLength;
}

/** Writes parts as an update V1, as Yjs does: clients in descending order, the structs of each in a row, then the deletions. */
function written(parts: readonly Part[]): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const structs = parts.flatMap((part) => ('struct' in part ? [part.struct] : []));
  const runs = descending(byClient(structs, ({ id }) => id.client));
  encoder.writeLen(runs.length);
  for (const [client, run] of runs) {
    encoder.writeLen(run.length);
    encoder.writeClient(client);
    encoder.writeLen(run[0]!.id.clock);
    for (const struct of run) struct.write(encoder, 0);
  }
  const deleted = parts.flatMap((part) => ('struct' in part ? [] : [part]));
  const deletions = descending(byClient(deleted, ({ client }) => client));
  encoder.writeLen(deletions.length);
  for (const [client, ranges] of deletions) {
    encoder.writeClient(client);
    encoder.writeLen(ranges.length);
    for (const { clock, length } of ranges) {
      encoder.writeDsClock(clock);
      encoder.writeDsLen(length);
    }
  }
  return encoder.toUint8Array();
}

function byClient<One>(all: readonly One[], clientOf: (one: One) => number): Map<number, One[]> {
  const runs = new Map<number, One[]>();
  for (const one of all) {
    const run = runs.get(clientOf(one));
    if (run) run.push(one);
    else runs.set(clientOf(one), [one]);
  }
  return runs;
}

const descending = <Value>(runs: ReadonlyMap<number, Value>): [number, Value][] => [...runs].sort(([a], [b]) => b - a);
