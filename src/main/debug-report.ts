import { estimateStorage } from '../device/storage-estimate.ts';
import type { DebugReport } from '../sync/facade.ts';
import { fileStates, type FileTroubles } from './file-states.ts';
import type { Stores } from './stores.ts';

/** What the /debug page shows: the state of this device's store, read at once. */
export async function debugReport({ log, projections, files }: Stores, troubles: FileTroubles): Promise<DebugReport> {
  const ids = await log.documentIds();
  const [head, cursor, receipt, pending, states, levels, lessons, stored, storage] = await Promise.all([
    log.head(),
    log.cursor(),
    log.receipt(),
    log.pendingCount(),
    log.documents(ids),
    log.levels(ids),
    projections.all('lesson'),
    files.all(),
    estimateStorage(navigator.storage),
  ]);
  return {
    epoch: head.epoch,
    headSeq: head.seq,
    cursor,
    receipt,
    pending,
    documents: ids.map((id, index) => ({ id, seq: states[index]?.seq ?? 0, level: levels[index] ?? 0 })),
    files: [...fileStates(lessons, stored, troubles).values()],
    storage,
    version: __APP_VERSION__,
  };
}
