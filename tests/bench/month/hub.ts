import { join } from 'node:path';
import { Log } from '../../../src/base/log.ts';
import { Accounts } from '../../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import type { Credential } from '../../../src/protocol/messages.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';
import { SqliteProjectionStore } from '../../../src/storage/sqlite/sqlite-projection-store.ts';
import { InlineInspector } from '../../../src/sync/inline-inspector.ts';
import type { DraftRow, Head, RowFromAbove } from '../../../src/sync/ports.ts';
import { openStation } from '../../../src/sync/station.ts';
import { CLASS, dayRows, type MonthSize, monthRows } from './plan.ts';

/** Rows that go to the disk in one transaction. */
const BATCH_ROWS = 5_000;
/** An ENT has had all of it long since. */
const ENT_HAS_ALL = Number.MAX_SAFE_INTEGER;

export interface HubMonth {
  /** Where the hub's log ended at the end of the month, before the day that followed. */
  readonly endOfMonth: Head;
  readonly rows: number;
  /** Time to project the whole month anew, in milliseconds. */
  readonly projectedMs: number;
  readonly tablets: readonly Credential[];
}

/** Writes a month and one more day on a hub's disk, all of it known above, and projects it. */
export async function writeHubMonth(folder: string, size: MonthSize, dayEdits: number): Promise<HubMonth> {
  const database = new SqliteDatabase(join(folder, 'cartable.sqlite'));
  const log = await SqliteLogStore.open(database);
  await append(log, monthRows(size));
  const endOfMonth = await log.head();
  await append(log, dayRows(size, dayEdits));
  const { seq: rows } = await log.head();
  const projections = new SqliteProjectionStore(database);
  const before = performance.now();
  await openStation({ role: 'hub', log, projections, inspector: new InlineInspector(log), journal: new Log(() => 0) });
  const projectedMs = performance.now() - before;
  database.close();
  return { endOfMonth, rows, projectedMs, tablets: enrolTwo(folder) };
}

async function append(log: SqliteLogStore, drafts: Iterable<DraftRow>): Promise<void> {
  let { seq } = await log.head();
  let batch: RowFromAbove[] = [];
  const flush = async (): Promise<void> => {
    const receipt = { role: 'ent', seq: ENT_HAS_ALL, held: [] } as const;
    await log.settle({ settled: [], rows: batch, cursor: null, receipt });
    batch = [];
  };
  for (const draft of drafts) {
    batch.push({ ...draft, up: ++seq });
    if (batch.length === BATCH_ROWS) await flush();
  }
  await flush();
}

function enrolTwo(folder: string): Credential[] {
  const database = openAccountsDatabase(join(folder, 'accounts.sqlite'));
  const accounts = new Accounts(database);
  const tablets = [1, 2].map((number) => accounts.add({ role: 'tablet', number, classes: [CLASS], account: '' }, 0));
  database.close();
  return tablets;
}
