import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PostgresDatabase } from '../../../src/storage/postgres/postgres-database.ts';
import { PostgresLogStore } from '../../../src/storage/postgres/postgres-log-store.ts';
import type { DraftRow, StorageFailure } from '../../../src/sync/ports.ts';
import { failureOf } from '../../contracts/failure.ts';
import { POSTGRES_LIMITS, TestPostgres } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';

const row = (text = 'a', doc = 'work/turtle/ana'): DraftRow => {
  return { doc, update: new TextEncoder().encode(text), author: 'ana', device: 't1', authors: [] };
};
const setting = async (database: PostgresDatabase, name: string) => {
  const [found] = await database.write(({ ask }) =>
    ask<{ value: string }>({ name: 'show', text: 'SELECT current_setting($1) AS value' }, [name]),
  );
  return found?.value;
};

vi.setConfig(POSTGRES_LIMITS);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await TestPostgres.start();
});
afterAll(() => postgres?.stop());

let address: string;
let schema: string;
let database: PostgresDatabase;
let log: PostgresLogStore;
beforeEach(async () => {
  address = postgres.school();
  schema = new URL(address).searchParams.get('schema')!;
  database = await PostgresDatabase.open(address);
  log = await PostgresLogStore.open(database);
});
afterEach(() => database.close());

test('[S2] what was acked is there after the server was killed -9, in its place and under its tag', async () => {
  const acked: { seq: number; tag: string; text: string }[] = [];
  const write = async (writer: string): Promise<void> => {
    for (let count = 1; ; count++) {
      const text = `${writer} ${count}`;
      const { seq, tag } = await log.append([row(text, `work/turtle/${writer}`)]);
      acked.push({ seq, tag, text });
    }
  };
  const writers = ['ana', 'bilal', 'chloe'].map((writer) => failureOf(write(writer)));
  await until(() => acked.length >= 200);
  await postgres.kill();
  for (const failure of await Promise.all(writers)) expect(['closed', 'unavailable']).toContain(failure);
  await postgres.restart();
  const { seq: end } = await log.head();
  const stored = new Map((await log.rowsBetween(0, end)).map(({ seq, tag, update }) => [seq, { tag, update }]));
  expect(stored.size).toBe(end);
  for (const { seq, tag, text } of acked) {
    const kept = stored.get(seq);
    expect([kept?.tag, new TextDecoder().decode(kept?.update)]).toEqual([tag, text]);
  }
});

/** Makes inserting a row fail with this error, the first `times` times; what a real one counts is not rolled back. */
async function failInserts(code: string, times: number): Promise<void> {
  await postgres.run(`
    CREATE SEQUENCE ${schema}.tries;
    CREATE FUNCTION ${schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('${schema}.tries') <= ${times} THEN RAISE EXCEPTION 'as told' USING ERRCODE = '${code}'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER fail BEFORE INSERT ON ${schema}.rows FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.fail()`);
}

describe('[S2] a commit', () => {
  test('is synced, whatever the role prefers', async () => {
    await postgres.run('ALTER ROLE cartable SET synchronous_commit = off');
    const other = await PostgresDatabase.open(`${address}&options=-c%20synchronous_commit%3Doff`);
    expect(await setting(other, 'synchronous_commit')).toBe('on');
    await other.close();
    await postgres.run('ALTER ROLE cartable RESET synchronous_commit');
  });

  test('serves all calls of a turn, and all that come while another is on its way', async () => {
    const first = Array.from({ length: 25 }, () => log.append([row()]));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const later = Array.from({ length: 25 }, () => log.append([row()]));
    expect((await Promise.all([...first, ...later])).at(-1)?.seq).toBe(50);
    const [count] = await postgres.run(`SELECT count(DISTINCT xmin::text) AS transactions FROM ${schema}.rows`);
    expect(count).toEqual({ transactions: '2' });
  });

  test('[S9] fails for the bad call of a turn alone', async () => {
    const receipt = { role: 'ent', seq: 0, held: [] } as const;
    const broken = { settled: [{ seq: 1, up: 1 }], rows: [{ ...row(), up: 0.5 }], cursor: null, receipt };
    const outcomes = await Promise.allSettled([log.append([row()]), log.settle(broken), log.append([row(), row()])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log.head()).seq).toBe(3);
    expect(await log.pendingCount()).toEqual({ rows: 3, bytes: 3 });
  });

  test('[S9] does not fail for a name that PostgreSQL cannot hold', async () => {
    const odd = { ...row(), author: 'a\0b', authors: [[7, 'a\0b', '\0']] as const };
    await log.append([row(), odd as unknown as DraftRow]);
    expect((await log.rowsOf(row().doc)).map(({ author }) => author)).toEqual(['ana', 'a\ufffdb']);
    expect(await log.rowsOf('work/\0/ana')).toEqual([]);
  });

  test.each([
    ['53100', 'full'],
    ['58030', 'unavailable'],
    ['57014', 'aborted'],
    ['XX001', 'corrupt'],
  ])('that fails with %s stores nothing and says %s; when it is over it succeeds', async (code, reason) => {
    await failInserts(code, 1);
    expect(await failureOf(log.append([row(), row()]))).toBe(reason);
    expect(await log.head()).toMatchObject({ seq: 0 });
    expect((await log.append([row(), row()])).seq).toBe(2);
  });

  test.each(['40001', '40P01'])('that falls to a conflict (%s) is tried again, and not for ever', async (code) => {
    await failInserts(code, 2);
    expect((await log.append([row('a'), row('b')])).seq).toBe(2);
    await postgres.run(
      `DROP TRIGGER fail ON ${schema}.rows; DROP FUNCTION ${schema}.fail; DROP SEQUENCE ${schema}.tries`,
    );
    await failInserts(code, 1_000);
    expect(await failureOf(log.append([row()]))).toBe('aborted');
    expect(await postgres.run(`SELECT last_value FROM ${schema}.tries`)).toEqual([{ last_value: '3' }]);
    expect(await log.head()).toMatchObject({ seq: 2 });
  });

  test('that was under way when the log closed is kept', async () => {
    const append = log.append([row()]);
    await log.close();
    expect((await append).seq).toBe(1);
  });

  test('whose connection is lost fails with closed, and the next call finds another', async () => {
    const blocker = await postgres.connect();
    await blocker.query(`BEGIN; LOCK TABLE ${schema}.rows IN EXCLUSIVE MODE`);
    const append = failureOf(log.append([row()]));
    const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO rows%'`;
    await until(async () => (await postgres.run(waiting)).length === 1);
    await postgres.run(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`);
    expect(await append).toBe('closed');
    await blocker.end();
    expect((await log.append([row()])).seq).toBe(1);
  });
});

describe('a database', () => {
  const refusal = async (where: string): Promise<string> => {
    try {
      await (await PostgresDatabase.open(where)).close();
      return 'opened';
    } catch (error) {
      const { reason, cause } = error as StorageFailure;
      return `${reason}: ${(cause as Error).message}`;
    }
  };

  test('[S2] that acks before the fsync is refused', async () => {
    const set = async (value: string) => {
      await postgres.run(`ALTER SYSTEM SET fsync = ${value}`);
      await postgres.run('SELECT pg_reload_conf()');
      await until(async () => (await postgres.run('SHOW fsync'))[0]?.fsync === value);
    };
    await set('off');
    expect(await refusal(address)).toContain('unavailable: fsync is off');
    await set('on');
    expect(await refusal(address)).toBe('opened');
  });

  test('of a later version of Cartable is left alone', async () => {
    await postgres.run(`UPDATE ${schema}.state SET value = '999' WHERE name = 'version'`);
    expect(await refusal(address)).toContain('of a later version');
  });

  test('that is not there, or whose address is none, is unavailable', async () => {
    expect(await refusal(postgres.school('tortues', 'nowhere'))).toContain('unavailable: database "nowhere"');
    expect(await refusal(postgres.school('Tortues; DROP TABLE rows'))).toContain('unavailable: not the address');
    expect(await refusal('postgres://cartable@127.0.0.1:1/postgres')).toContain('unavailable: connect ECONNREFUSED');
  });

  test('[S4] restored from an old copy has the same epoch and other tags', async () => {
    const dump = async (from: string, to: string) => postgres.run(`CREATE DATABASE ${to} TEMPLATE ${from}`);
    await postgres.run('CREATE DATABASE today');
    const at = (name: string) =>
      PostgresDatabase.open(postgres.school('tortues', name)).then((it) => PostgresLogStore.open(it));
    let today = await at('today');
    const kept = await today.append([row()]);
    await today.close();
    await dump('today', 'yesterday');
    today = await at('today');
    const lost = await today.append([row()]);
    await today.close();
    const restored = await at('yesterday');
    const other = await restored.append([row()]);
    expect([other.epoch, other.seq]).toEqual([lost.epoch, lost.seq]);
    expect([await restored.bears(kept), await restored.bears(lost)]).toEqual([true, false]);
    await restored.close();
  });
});
