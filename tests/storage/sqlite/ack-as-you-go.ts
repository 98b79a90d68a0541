/** A server's log in a process of its own, to be killed: appends for ever, and says each position once it was acked. */
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';
import { SqliteLogStore } from '../../../src/storage/sqlite/sqlite-log-store.ts';

const log = await SqliteLogStore.open(new SqliteDatabase(process.argv[2]!));

async function write(writer: string): Promise<void> {
  for (let count = 1; ; count++) {
    const update = new TextEncoder().encode(`${writer} ${count}`);
    const head = await log.append([
      { doc: `work/turtle/${writer}`, update, author: writer, device: 't1', authors: [] },
    ]);
    process.stdout.write(`${writer} ${count} ${head.seq} ${head.tag}\n`);
  }
}

await Promise.all(['ana', 'bilal', 'chloe'].map(write));
