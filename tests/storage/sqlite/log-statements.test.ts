import { expect, test } from 'vitest';
import { prepareLog } from '../../../src/storage/sqlite/log-statements.ts';
import { SqliteDatabase } from '../../../src/storage/sqlite/sqlite-database.ts';

test('only distrusting the upstream, and looking for what to compact, walks through the whole log', () => {
  const database = new SqliteDatabase(':memory:');
  const walks: string[] = [];
  const explaining = {
    prepare(sql: string) {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
      // SQLite says SCAN of a table or index that it reads from end to end; to read only one end of it is as good as a search.
      const isWalk = plan.some(({ detail }) => /^SCAN rows/.test(detail)) && !/LIMIT 1$/.test(sql);
      if (isWalk) walks.push(sql);
      return database.prepare(sql);
    },
  };
  prepareLog(explaining as SqliteDatabase);
  expect(walks).toEqual([
    expect.stringContaining('HAVING count(*)'),
    expect.stringContaining(`SET waits = 'unproven'`),
  ]);
  database.close();
});
