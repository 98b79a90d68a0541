import 'fake-indexeddb/auto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Log } from '../../src/base/log.ts';
import { classDocument } from '../../src/classroom/document-id.ts';
import type { Credential } from '../../src/protocol/messages.ts';
import { Accounts } from '../../src/server/accounts.ts';
import { openAccountsDatabase } from '../../src/server/accounts-database.ts';
import { readConfig } from '../../src/server/config.ts';
import { type OpenNode, openNode } from '../../src/server/main/open-node.ts';
import { CartableDatabase } from '../../src/storage/indexeddb/cartable-database.ts';
import { BroadcastChanges } from '../../src/storage/indexeddb/changes.ts';
import { DexieLogStore } from '../../src/storage/indexeddb/dexie-log-store.ts';
import { EnrolmentDesk } from '../../src/server/enrolment.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import type { LogStore, Row } from '../../src/sync/ports.ts';
import { settingAside } from '../../src/sync/setting-aside.ts';
import { heldExport } from '../../src/ui/held/held-export.ts';
import { freePort } from '../support/free-port.ts';
import { RealTablet } from '../support/real-tablet.ts';
import { SchoolNode } from '../support/school-node.ts';
import { StrangerClient } from '../support/stranger-client.ts';
import { CLASSES, fillTwoClasses, forAll, pupilOf } from '../support/two-classes.ts';
import { until } from '../support/until.ts';

const AWA = pupilOf('here', 1);
const BEN = pupilOf('here', 2);
const workOf = (pupil: string): string => `work/${forAll('here')}/${pupil}`;

/** What this log says that a pupil wrote. */
async function saidIn(log: Pick<LogStore, 'rowsOf'>, pupil: string): Promise<unknown> {
  const ydoc = new Y.Doc();
  for (const { update } of await log.rowsOf(workOf(pupil))) Y.applyUpdate(ydoc, update);
  return ydoc.getMap('answers').toJSON();
}

/** A hub as `npm run hub` opens it, on its own folder, that can be stopped and started. */
class Trolley {
  readonly #env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly journal = new Log(Date.now);
  readonly #accounts: DatabaseSync;
  #open: OpenNode | undefined;

  private constructor(dataDir: string, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#env = { ROLE: 'hub', DATA_DIR: dataDir, APP_DIR: join(dataDir, 'no-app'), ...env };
    this.#accounts = openAccountsDatabase(join(dataDir, 'accounts.sqlite'));
  }

  /** Always at one port, where tablets find it again. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<Trolley> {
    const port = { PORT: String(await freePort()) };
    const trolley = new Trolley(await mkdtemp(join(tmpdir(), 'cartable-damaged-')), { ...port, ...env });
    await trolley.start();
    return trolley;
  }

  get url(): string {
    return this.#open!.node.url;
  }

  async start(): Promise<void> {
    const config = readConfig(this.#env);
    if (!config.ok) throw new Error(config.error);
    this.#open = await openNode(config.value, this.journal);
  }

  async stop(): Promise<void> {
    await this.#open?.close();
    this.#open = undefined;
  }

  async discard(): Promise<void> {
    await this.stop();
    this.#accounts.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  credential(role: 'tablet' | 'teacher' | 'hub', number = 1): Credential {
    const classes = role === 'hub' ? CLASSES : ['here'];
    return new Accounts(this.#accounts).add({ role, number, classes, account: '' }, Date.now() - 1_000);
  }

  /** A row's columns, from the file itself. */
  look(sql: string, ...values: string[]): Record<string, unknown>[] {
    return this.#file((file) => file.prepare(sql).all(...values));
  }

  /** One bit of each of a document's rows turns over on the disk. */
  damage(doc: string): void {
    this.#file((file) => {
      for (const { seq, update } of file.prepare('SELECT seq, "update" FROM rows WHERE doc = ?').all(doc)) {
        const bytes = update as Uint8Array;
        bytes[bytes.length >> 1]! ^= 1;
        file.prepare('UPDATE rows SET "update" = ? WHERE seq = ?').run(bytes, seq as number);
      }
    });
  }

  #file<Value>(task: (file: DatabaseSync) => Value): Value {
    const file = new DatabaseSync(join(this.dataDir, 'cartable.sqlite'), { timeout: 5_000 });
    try {
      return task(file);
    } finally {
      file.close();
    }
  }
}

let databases = 0;

/** A tablet's log in IndexedDB, as the page opens it. */
function tabletDisk() {
  const name = `damaged-${(databases += 1)}`;
  const changes = new BroadcastChanges(name);
  const database = new CartableDatabase(name);
  const journal = new Log(() => 0);
  return {
    changes,
    database,
    journal,
    log: settingAside(new DexieLogStore(database, changes), journal),
    /** One bit of each of a document's rows turns over. */
    damage: (doc: string) =>
      database.rows.filter((row) => row.doc === doc).modify(({ update }) => void (update[update.length >> 1]! ^= 1)),
    close: () => {
      changes.close();
      database.close();
    },
  };
}

const answers = (value: string) => ({ 'lire/q1': [value] });

describe('a bit that turned over on a hub’s disk', () => {
  let hub: Trolley;
  let awas: RealTablet;
  let bens: RealTablet;

  const tablet = (number: number): RealTablet => new RealTablet(hub.url, hub.credential('tablet', number));
  const held = () => hub.look(`SELECT doc, reason FROM rows WHERE waits = 'held'`);
  const writeAndSend = async () => {
    awas = tablet(1);
    bens = tablet(2);
    for (const one of [awas, bens]) await one.contact();
    await awas.write(workOf(AWA), AWA, 'une tortue');
    await bens.write(workOf(BEN), BEN, 'un margouillat');
    for (const one of [awas, bens]) await one.contact();
    expect(await awas.log.levels([workOf(AWA)])).toEqual([2]);
  };
  const damageAsleep = async () => {
    await hub.stop();
    hub.damage(workOf(AWA));
    await hub.start();
  };

  describe('that has no way up', () => {
    beforeEach(async () => {
      hub = await Trolley.start();
      const filler = new StrangerClient(hub.url, hub.credential('hub'));
      await fillTwoClasses({ device: () => filler, files: new MemoryFileStore() });
      await writeAndSend();
    });
    afterEach(() => hub.discard());

    test('[S9] stops its own row alone, and a tablet that has it brings it back', async () => {
      await damageAsleep();
      const fresh = tablet(3);
      await fresh.contact();
      expect(await saidIn(fresh.log, BEN)).toEqual(answers('un margouillat'));
      expect(await saidIn(fresh.log, AWA)).toEqual({});
      expect(held()).toEqual([{ doc: workOf(AWA), reason: 'damaged' }]);
      expect(hub.journal.entries().filter(({ level }) => level === 'error')).toHaveLength(1);
      await bens.write(workOf(BEN), BEN, 'deux margouillats');
      await bens.contact();
      expect(await bens.log.levels([workOf(BEN)])).toEqual([2]);

      await awas.contact();
      expect(await awas.log.levels([workOf(AWA), workOf(BEN)])).toEqual([2, 2]);
      for (const one of [fresh, bens]) {
        await one.contact();
        expect(await saidIn(one.log, AWA)).toEqual(answers('une tortue'));
      }
      await hub.stop();
      await hub.start();
      const last = tablet(4);
      await last.contact();
      expect(await saidIn(last.log, AWA)).toEqual(answers('une tortue'));
    });

    test('[S10] the decoder and the projections go past it, and its own document goes on', async () => {
      await hub.stop();
      hub.damage(workOf(AWA));
      hub.look(`DELETE FROM projections RETURNING doc`);
      hub.look(`DELETE FROM state WHERE name = 'projected' RETURNING name`);
      await hub.start();
      const fresh = tablet(3);
      await fresh.contact();
      await fresh.write(workOf(AWA), AWA, 'un gecko');
      await fresh.contact();
      expect(await fresh.log.levels([workOf(AWA)])).toEqual([2]);
      const projected = hub.look(`SELECT doc FROM projections WHERE kind = 'work' ORDER BY doc`);
      expect(projected).toEqual([{ doc: workOf(AWA) }, { doc: workOf(BEN) }]);
      await awas.contact();
      await fresh.contact();
      expect(await saidIn(fresh.log, AWA)).toEqual(await saidIn(awas.log, AWA));
    });

    test('[S9] is found while it runs, too', async () => {
      hub.damage(workOf(AWA));
      const fresh = tablet(3);
      for (const one of [fresh, awas, bens, fresh]) await one.contact();
      for (const one of [fresh, awas, bens]) expect(await saidIn(one.log, AWA)).toEqual(answers('une tortue'));
      await hub.stop();
      await hub.start();
      for (const one of [tablet(4), awas]) await one.contact();
      const last = tablet(5);
      await last.contact();
      expect(await saidIn(last.log, AWA)).toEqual(answers('une tortue'));
    });
  });

  test('[S4] comes back from the ENT, and the damaged row leaves the quarantine', async () => {
    const ent = await SchoolNode.start();
    await fillTwoClasses(ent);
    const accounts = new Accounts(ent.database);
    const desk = new EnrolmentDesk({ database: ent.database, accounts, now: Date.now, school: () => '' });
    const code = desk.issue({ role: 'hub', number: 0, classes: ['here'], account: '' });
    if (!code.ok) throw new Error(code.error);
    hub = await Trolley.start({ UPSTREAM: ent.url, UPSTREAM_CODE: code.value.code });
    await until(() => hub.look('SELECT 1 FROM documents WHERE doc = ?', `assignment/${forAll('here')}`).length > 0);
    await writeAndSend();
    await until(() => hub.look(`SELECT 1 FROM rows WHERE waits = 'pending'`).length === 0);

    await hub.stop();
    hub.damage(workOf(AWA));
    await hub.start();
    const fresh = tablet(3);
    await until(async () => {
      await fresh.contact();
      return ((await saidIn(fresh.log, AWA)) as Record<string, unknown>)['lire/q1'] !== undefined;
    });
    await until(() => held().length === 0);
    expect(await saidIn(fresh.log, AWA)).toEqual(answers('une tortue'));
    expect(hub.look(`SELECT 1 FROM rows WHERE waits IS NOT NULL`)).toEqual([]);
    await awas.contact();
    await until(async () => {
      await awas.contact();
      return (await awas.log.levels([workOf(AWA)]))[0] === 3;
    });
    await hub.discard();
    await ent.close();
  });
});

describe('a bit that turned over on a tablet’s disk', () => {
  let hub: Trolley;
  let disk: ReturnType<typeof tabletDisk>;
  let tablet: RealTablet;
  let other: RealTablet;

  beforeEach(async () => {
    hub = await Trolley.start();
    const filler = new StrangerClient(hub.url, hub.credential('hub'));
    await fillTwoClasses({ device: () => filler, files: new MemoryFileStore() });
    disk = tabletDisk();
    tablet = new RealTablet(hub.url, hub.credential('tablet', 1), disk);
    other = new RealTablet(hub.url, hub.credential('tablet', 2));
    for (const one of [tablet, other]) await one.contact();
  });
  afterEach(async () => {
    disk.close();
    await hub.discard();
  });

  test('[S9] in what came from above: it comes again, and the damaged row leaves the quarantine', async () => {
    await other.write(workOf(AWA), AWA, 'une tortue');
    for (const one of [other, tablet]) await one.contact();
    await disk.damage(workOf(AWA));
    await disk.damage(classDocument('here'));
    expect(await saidIn(disk.log, AWA)).toEqual({});
    expect(await disk.log.rowsOf(classDocument('here'))).toEqual([]);
    const held = (await disk.log.held()).map(({ row, reason }) => [row.doc, reason]);
    expect(held.sort()).toEqual([classDocument('here'), workOf(AWA)].map((doc) => [doc, 'damaged-copy']));
    expect(await disk.log.levels([workOf(AWA)])).toEqual([1]);
    await tablet.contact();
    expect(await disk.log.held()).toEqual([]);
    expect(await disk.log.unproven()).toEqual([]);
    expect(await saidIn(disk.log, AWA)).toEqual(answers('une tortue'));
    expect(await disk.log.rowsOf(classDocument('here'))).not.toEqual([]);
    expect(await disk.log.levels([workOf(AWA), classDocument('here')])).toEqual([2, 2]);
  });

  test('[S9] in what only it has: the others go up, and this one is kept for people to see', async () => {
    await tablet.write(workOf(AWA), AWA, 'une tortue');
    await tablet.write(workOf(BEN), BEN, 'un margouillat');
    const [{ update, hash }] = (await disk.log.rowsOf(workOf(AWA))) as [Row];
    await disk.damage(workOf(AWA));
    await tablet.contact();
    await other.contact();
    expect(await disk.log.levels([workOf(AWA), workOf(BEN)])).toEqual([1, 2]);
    expect(await saidIn(other.log, BEN)).toEqual(answers('un margouillat'));
    expect(await disk.log.pendingCount()).toEqual({ rows: 0, bytes: 0 });

    const [one, ...none] = await disk.log.held();
    expect([one!.row.doc, one!.reason, none]).toEqual([workOf(AWA), 'damaged', []]);
    expect(one!.row.hash).toEqual(hash);
    expect(one!.row.update.filter((byte, at) => byte !== update[at])).toHaveLength(1);
    expect(heldExport([one!])).toContain(Buffer.from(one!.row.update).toString('base64'));
    expect(disk.journal.entries().map(({ level }) => level)).toEqual(['error']);

    const teacher = new RealTablet(hub.url, hub.credential('teacher', 0));
    const heard: unknown[] = [];
    teacher.leader.exchange.held.below.subscribe((below) => heard.push(...below));
    await teacher.contact();
    expect(heard[0]).toMatchObject({ doc: workOf(AWA), author: AWA, why: 'damaged', number: 1 });
  });
});
