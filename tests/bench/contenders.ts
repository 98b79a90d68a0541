import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import * as Y from 'yjs';
import { freePort } from '../support/free-port.ts';
import type { Seed } from './client.ts';
import { type Disk, HubDisk, RelayDisk, SavedDisk } from './disks.ts';
import { recordOf } from './floor/relay-messages.ts';
import { enrolAll, seedHub } from './ours/seed.ts';
import { ServerProcess } from './server-process.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const HUB = at('../../src/server/main.ts');

/** One program that keeps documents for many, and how to start it, fill it and look at its disk. */
export interface Contender {
  readonly name: string;
  /** What its clients are made of. */
  readonly clients: string;
  /** Where an edit is when its client is told that the server has it; undefined where nothing tells. */
  readonly ack: 'on disk' | 'in memory' | undefined;
  /** What its fleet has to write over the wire, since it has no disk. */
  readonly fillsByWire?: true;
  /** Puts documents on the disk before the server starts; `clients` names the documents of each client to come. */
  prepare(folder: string, seeds: readonly Seed[], clients: readonly (readonly string[])[]): Promise<void>;
  start(folder: string, nodeOptions?: readonly string[]): Promise<ServerProcess>;
  /** Undefined where it never stores. */
  disk(folder: string): Promise<Disk | undefined>;
}

const NO_WARNING = '--disable-warning=ExperimentalWarning';

const ours: Contender = {
  name: 'Cartable',
  ack: 'on disk',
  clients: at('ours/client.ts'),
  async prepare(folder, seeds, clients) {
    mkdirSync(folder, { recursive: true });
    await seedHub(folder, seeds);
    await enrolAll(folder, clients);
  },
  start: (folder, nodeOptions = []) =>
    ServerProcess.start([NO_WARNING, ...nodeOptions, HUB], {
      ...{ ROLE: 'hub', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder },
      APP_DIR: join(folder, 'no-app'),
    }),
  disk: async (folder) => new HubDisk(join(folder, 'cartable.sqlite')),
};

const floor: Contender = {
  name: 'floor',
  ack: 'on disk',
  clients: at('floor/client.ts'),
  async prepare(folder, seeds) {
    mkdirSync(folder, { recursive: true });
    const pieces = seeds.map((seed) => recordOf({ doc: seed.doc, update: stateOf(seed) }));
    await appendFile(join(folder, 'relay.log'), Buffer.concat(pieces));
  },
  start: (folder, nodeOptions = []) =>
    ServerProcess.start([NO_WARNING, ...nodeOptions, at('floor/relay-server.ts')], { DATA_DIR: folder }),
  disk: async (folder) => new RelayDisk(join(folder, 'relay.log')),
};

const hocuspocus = (name: string, clients: string, tuned: '0' | '1'): Contender => ({
  name,
  ack: 'in memory',
  clients: at(clients),
  async prepare(folder, seeds) {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, 'hocuspocus.sqlite'));
    database.exec('PRAGMA journal_mode = WAL; BEGIN');
    database.exec('CREATE TABLE documents (name TEXT PRIMARY KEY, data BLOB NOT NULL, turn INTEGER NOT NULL)');
    const insert = database.prepare('INSERT INTO documents (name, data, turn) VALUES (?, ?, 0)');
    for (const seed of seeds) insert.run(seed.doc, stateOf(seed));
    database.exec('COMMIT');
    database.close();
  },
  start: async (folder, nodeOptions = []) =>
    ServerProcess.start([NO_WARNING, ...nodeOptions, at('peers/hocuspocus-server.mjs')], {
      ...{ DATA_DIR: folder, TUNED: tuned, PORT: String(await freePort()) },
    }),
  disk: async (folder) => new SavedDisk(join(folder, 'hocuspocus.sqlite')),
});

const yWebsocket: Contender = {
  name: 'y-websocket',
  ack: undefined,
  clients: at('peers/y-websocket-client.mjs'),
  fillsByWire: true,
  prepare: async (folder) => void mkdirSync(folder, { recursive: true }),
  start: async () =>
    ServerProcess.start([NO_WARNING, at('peers/y-websocket-server.mjs')], { PORT: String(await freePort()) }),
  disk: async () => undefined,
};

const automerge: Contender = {
  name: 'automerge-repo',
  ack: 'in memory',
  clients: at('peers/automerge-client.mjs'),
  async prepare(folder, seeds) {
    mkdirSync(folder, { recursive: true });
    await (await automergeDisk()).seed(folder, seeds);
  },
  start: async (folder, nodeOptions = []) =>
    ServerProcess.start([NO_WARNING, ...nodeOptions, at('peers/automerge-server.mjs')], {
      ...{ DATA_DIR: folder, PORT: String(await freePort()) },
    }),
  disk: async (folder) => new (await automergeDisk()).AutomergeDisk(folder),
};

/** In the order in which tables show them. */
export const CONTENDERS: readonly Contender[] = [
  ours,
  floor,
  hocuspocus('Hocuspocus', 'peers/hocuspocus-client.mjs', '0'),
  hocuspocus('Hocuspocus, tuned', 'peers/hocuspocus-tuned-client.mjs', '1'),
  yWebsocket,
  automerge,
];
export const OURS = ours.name;
export const FLOOR = floor.name;

interface AutomergeModule {
  seed(folder: string, seeds: readonly Seed[]): Promise<void>;
  AutomergeDisk: new (folder: string) => Disk;
}

/** Loaded by its address, since the peers are not there when types are checked. */
const automergeDisk = async (): Promise<AutomergeModule> =>
  (await import(new URL('peers/automerge-disk.mjs', import.meta.url).href)) as AutomergeModule;

function stateOf({ texts }: Seed): Uint8Array {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  for (const piece of texts) text.insert(text.length, piece);
  return Y.encodeStateAsUpdate(doc);
}
