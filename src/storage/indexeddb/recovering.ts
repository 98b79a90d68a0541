import * as Y from 'yjs';
import type { Author } from '../../protocol/messages.ts';
import { authorsIn } from '../../sync/together.ts';
import { applyCoalesced, newYDoc, ydocOf } from '../../sync/ydoc.ts';
import { allWith } from './cartable-database.ts';
import { type CheckpointParts, IndexeddbCheckpoints } from './checkpoint.ts';
import type { Recover } from './dexie-log-store.ts';
import { orStorageFailure } from './failure.ts';
import { isSound } from './row-record.ts';

/**
 * What a damaged row said, by its document's checkpoint. That follows the log row by row and knows no more than it: where all
 * other rows are sound, what it says more than these is all that the damaged one said (S9).
 */
export function recovering(parts: CheckpointParts): Recover {
  const checkpoints = new IndexeddbCheckpoints(parts);
  return async ({ seq, doc, author, device }, { rows, bindings }) => {
    const [all, bound] = await orStorageFailure(() =>
      Promise.all([
        rows
          .where('[doc+seq]')
          .between(...allWith(doc))
          .toArray(),
        bindings
          .where('[doc+client]')
          .between(...allWith(doc))
          .toArray(),
      ]),
    );
    const others = all.filter((row) => row.seq !== seq);
    const areSound = await Promise.all(others.map(isSound));
    if (areSound.includes(false)) return undefined;
    const copy = newYDoc();
    const checkpoint = await checkpoints.attach(doc, copy);
    try {
      if (!(await checkpoint.loaded)) return undefined;
      const update = applyCoalesced(ydocOf(others), [Y.encodeStateAsUpdate(copy)]);
      const authors = bound.map(({ client, account, device: on }): Author => [client, account, on]);
      return update && { doc, update, author, device, authors: authorsIn(update, authors) };
    } catch {
      return undefined; // a row that Yjs cannot read
    } finally {
      await checkpoint.detach();
    }
  };
}
