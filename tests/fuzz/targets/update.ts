import fc from 'fast-check';
import * as Y from 'yjs';
import { project } from '../../../src/classroom/projection.ts';
import { inspectUpdate } from '../../../src/sync/inspector.ts';
import { applyCoalesced, hasGap, ydocOf } from '../../../src/sync/ydoc.ts';
import { mutated } from '../mutation.ts';
import { type Sample, sampleDocuments } from '../samples.ts';
import { type AnyTarget, must, target } from '../target.ts';

interface Spoilt {
  readonly sample: Sample;
  readonly update: Uint8Array;
}

/** [S10] An update as it meets Yjs first. What is found good must be good for all who read it later. */
export function updateTarget(): AnyTarget {
  const samples = sampleDocuments();
  const inputs = fc.oneof(
    ...samples.map((sample) => mutated(sample.updates).map((update): Spoilt => ({ sample, update }))),
  );
  return target({ name: 'Yjs update', share: 130_000, inputs, check: (input) => void checkUpdate(input) });
}

/** Throws where an update that is accepted would harm whoever reads the document later. */
export function checkUpdate({ sample: { doc, base }, update }: Spoilt): 'good' | 'refused' {
  const rows = base.map((one) => ({ update: one }));
  if (inspectUpdate(ydocOf(rows), { doc, update }).verdict !== 'good') return 'refused';
  const stored = ydocOf([...rows, { update }]);
  must(!hasGap(stored), 'an accepted update leaves a gap when it is read back');
  project(doc, stored);
  must(sameState(readWhole(stored), stored), 'a tablet that joins gets another document');
  const before = ydocOf(rows);
  const piece = applyCoalesced(before, [update]);
  const follower = ydocOf(rows);
  if (piece) Y.applyUpdate(follower, piece);
  must(!hasGap(follower) && sameState(follower, stored), 'a tablet that follows gets another document');
  return 'good';
}

/** The document as the feed sends it whole. */
function readWhole(stored: Y.Doc): Y.Doc {
  const fresh = new Y.Doc({ gc: false });
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(stored));
  must(!hasGap(fresh), 'a tablet that joins is left with a gap');
  return fresh;
}

function sameState(one: Y.Doc, other: Y.Doc): boolean {
  const [a, b] = [one, other].map((doc) => Y.decodeStateVector(Y.encodeStateVector(doc))) as [
    Map<number, number>,
    Map<number, number>,
  ];
  return a.size === b.size && [...a].every(([client, clock]) => b.get(client) === clock);
}
