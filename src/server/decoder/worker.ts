import { parentPort } from 'node:worker_threads';
import type * as Y from 'yjs';
import { assert } from '../../base/assert.ts';
import type { DocumentId } from '../../classroom/document-id.ts';
import { inspectUpdate } from '../../sync/inspector.ts';
import { ydocOf } from '../../sync/ydoc.ts';
import type { FromWorker, ToWorker } from './messages.ts';

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
      scratch.set(message.doc, ydocOf(message.updates.map((update) => ({ update }))));
      return { t: 'seeded' };
    case 'inspect': {
      const doc = scratch.get(message.task.doc);
      assert(doc, 'a document is seeded before its updates are inspected');
      return { t: 'inspected', inspection: inspectUpdate(doc, message.task) };
    }
    case 'forget':
      for (const doc of message.docs) scratch.delete(doc);
      return undefined;
  }
}
