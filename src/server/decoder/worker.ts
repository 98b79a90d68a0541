import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';
import { assert } from '../../base/assert.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { type Inspection, type InspectionTask, inspectUpdate } from '../../sync/inspector.ts';
import { newYDoc } from '../../sync/ydoc.ts';
import type { FromWorker, Seed, ToWorker } from './messages.ts';

/*
 * The only thread of a server in which bytes from outside meet Yjs first (S10). It holds no secret and no file; whoever
 * started it ends it when it takes too long.
 */
const port = parentPort;
assert(port, 'the decoder runs as a worker');

const scratch = new Map<DocumentId, Y.Doc>();

port.on('message', (message: ToWorker) => {
  const answer = obey(message);
  if (answer) port.postMessage(answer);
});

function obey(message: ToWorker): FromWorker | undefined {
  switch (message.t) {
    case 'seed':
      message.seeds.forEach(take);
      return { t: 'seeded' };
    case 'inspect':
      return { t: 'inspected', inspections: inspectAll(message.tasks) };
    case 'forget':
      for (const doc of message.docs) scratch.delete(doc);
      return undefined;
  }
}

function take({ doc, isWhole, updates }: Seed): void {
  const ydoc = isWhole ? newYDoc() : scratch.get(doc);
  assert(ydoc, 'a document is there before it goes on');
  ydoc.transact(() => {
    for (const update of updates) Y.applyUpdate(ydoc, update);
  });
  scratch.set(doc, ydoc);
}

function inspectAll(tasks: readonly InspectionTask[]): Inspection[] {
  const spoilt = new Set<DocumentId>();
  return tasks.map((task) => {
    if (spoilt.has(task.doc)) return { verdict: 'later' };
    const doc = scratch.get(task.doc);
    assert(doc, 'a document is seeded before its updates are inspected');
    const inspection = inspectUpdate(doc, task);
    if (inspection.verdict !== 'good') spoilt.add(task.doc);
    return inspection;
  });
}
