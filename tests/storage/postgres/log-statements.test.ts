import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { LOG } from '../../../src/storage/postgres/log-statements.ts';
import { PostgresDatabase } from '../../../src/storage/postgres/postgres-database.ts';
import { POSTGRES_LIMITS, TestPostgres } from '../../support/postgres.ts';

vi.setConfig(POSTGRES_LIMITS);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Node Type': string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly Plan[];
}

/** Whether a part of the plan reads the log from end to end. To read only one end of it is as good as a search. */
function walks(plan: Plan, above?: Plan): boolean {
  const isScan = plan['Relation Name'] === 'rows' && plan['Node Type'].endsWith('Scan');
  const isOneEnd = above?.['Node Type'] === 'Limit' && plan.Filter === undefined;
  if (isScan && plan['Index Cond'] === undefined && !isOneEnd) return true;
  return (plan.Plans ?? []).some((part) => walks(part, plan));
}

test('only distrusting the upstream and looking for long documents walk through the whole log', async () => {
  const address = postgres.school('tortues');
  await (await PostgresDatabase.open(address)).close();
  const client = await postgres.connect();
  // The tables are empty, and then a walk is cheap: what counts is whether there is another way.
  await client.query('SET search_path = tortues; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan');
  const walking: string[] = [];
  for (const { name, text } of Object.values(LOG)) {
    await client.query(`PREPARE ${name} AS ${text}`);
    const values = new Set(text.match(/\$\d+/g)).size;
    const given = values > 0 ? `(${Array(values).fill('NULL').join()})` : '';
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) EXECUTE ${name}${given}`);
    const [{ Plan: plan }] = (rows as [{ 'QUERY PLAN': [{ Plan: Plan }] }])[0]['QUERY PLAN'];
    if (walks(plan)) walking.push(name);
  }
  await client.end();
  expect(walking).toEqual(['long_documents', 'distrust_rows']);
});
