import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import { documentsOf } from '../../src/commands/classroom/comparison.ts';
import { SqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../src/storage/sqlite/sqlite-log-store.ts';

/** Replaces a folder by a copy of another; neither may belong to a node that runs. */
export async function copyData(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}

/** The documents that a node which does not run has on its disk. Read from a copy: nothing there is touched. */
export async function documentsOnDisk(folder: string): Promise<Map<DocumentId, Y.Doc>> {
  const copy = await mkdtemp(join(tmpdir(), 'cartable-look-'));
  try {
    const from = await realpath(folder); // on the small disk it is a link
    await cp(from, copy, { recursive: true, filter: (path) => !path.startsWith(join(from, 'files')) });
    const store = await SqliteLogStore.open(new SqliteDatabase(join(copy, 'cartable.sqlite')));
    const documents = await documentsOf(store);
    await store.close();
    return documents;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
