import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildMessage } from '../../src/server/demonstration/ipc.ts';
import { demonstrationCodes, type DemonstrationCodes } from '../../src/server/demonstration/links.ts';
import { NodeProcess } from '../../src/server/demonstration/node-process.ts';
import { demonstrationClasses } from '../../src/server/demonstration/school.ts';

type Part = 'ent' | 'hub';

export interface TestTrolleyOptions {
  /** The built app; without it the servers answer the API alone. */
  readonly appDir?: string;
  /** Settings for one part that differ from the usual ones. */
  readonly env?: Partial<Record<Part, Readonly<Record<string, string>>>>;
  /** Data of an earlier trolley, from `TestTrolley.filled()`: a copy of it is started, in half the time. */
  readonly from?: string | undefined;
}

/**
 * A real ENT and a real hub, each a process of its own on a free port with the demonstration's school, in a temporary data
 * folder. A part that was killed or stopped comes back on the same port with the same data.
 */
export class TestTrolley {
  readonly dataDir: string;
  readonly codes: DemonstrationCodes;
  readonly #options: TestTrolleyOptions;
  readonly #nodes = new Map<Part, NodeProcess>();
  readonly #urls = new Map<Part, string>();
  readonly #printed: string[] = [];
  #uplink = true;

  private constructor(dataDir: string, codes: DemonstrationCodes, options: TestTrolleyOptions) {
    this.dataDir = dataDir;
    this.codes = codes;
    this.#options = options;
  }

  /** Starts both parts and waits until the hub has got the school's classes, its lesson and files. End with `close()`. */
  static async start(options: TestTrolleyOptions = {}): Promise<TestTrolley> {
    const dataDir = await mkdtemp(join(tmpdir(), 'cartable-test-'));
    if (options.from !== undefined) await cp(options.from, dataDir, { recursive: true });
    const codes = await demonstrationCodes(join(dataDir, 'codes.json'), await demonstrationClasses());
    await writeFile(join(dataDir, 'codes-ent.json'), JSON.stringify([codes.hub]));
    await writeFile(join(dataDir, 'codes-hub.json'), JSON.stringify([codes.teacher, ...codes.tablets]));
    const trolley = new TestTrolley(dataDir, codes, options);
    await trolley.begin('ent');
    await trolley.begin('hub');
    await trolley.#nodes.get('hub')?.filled;
    return trolley;
  }

  /** The data of a trolley that was filled and stopped, to begin others with. Whoever asked removes the folder. */
  static async filled(): Promise<string> {
    const trolley = await TestTrolley.start();
    await trolley.#stopAll();
    return trolley.dataDir;
  }

  get hub(): string {
    return this.url('hub');
  }

  get ent(): string {
    return this.url('ent');
  }

  /** The address of a part, such as http://127.0.0.1:40123; stays the same when it comes back. */
  url(part: Part): string {
    const url = this.#urls.get(part);
    if (url === undefined) throw new Error(`the ${part} has not been started`);
    return url;
  }

  /** The process that plays this part now. */
  pid(part: Part): number {
    return this.#nodes.get(part)?.pid ?? 0;
  }

  /** Everything that the parts printed so far. */
  get printed(): readonly string[] {
    return this.#printed;
  }

  /** Starts a part, or starts it again; resolves when it listens. */
  async begin(part: Part): Promise<void> {
    const node = new NodeProcess({
      env: this.#environment(part),
      onMessage: (message) => this.#hear(message),
      onLine: (line) => this.#printed.push(line),
    });
    this.#nodes.set(part, node);
    this.#urls.set(part, await node.ready);
    // A part that comes back takes up the state of the cut.
    this.#nodes.get('ent')?.tell({ t: 'gate', open: this.#uplink });
  }

  /** Kills a part as a pulled plug would (SIGKILL). */
  async kill(part: Part): Promise<void> {
    await this.#nodes.get(part)?.kill();
  }

  /** Stops a part in good order (SIGTERM). */
  async stop(part: Part): Promise<void> {
    await this.#nodes.get(part)?.stop();
  }

  /** Cuts or restores Wi-Fi (tablets ↔ hub) and uplink (hub ↔ ENT), as the demonstration's panel does. */
  async cut(wish: { readonly wifi?: boolean; readonly uplink?: boolean }): Promise<void> {
    const response = await fetch(`${this.hub}/api/demonstration`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    if (!response.ok) throw new Error(`the panel answered ${response.status}`);
  }

  /** Ends both and removes their data. */
  async close(): Promise<void> {
    await this.#stopAll();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #stopAll(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.stop()));
  }

  #environment(part: Part): Record<string, string> {
    return {
      ROLE: part,
      HOST: '127.0.0.1',
      PORT: this.#urls.has(part) ? new URL(this.url(part)).port : '0',
      DATA_DIR: join(this.dataDir, part),
      DEMONSTRATION: '1',
      SCHOOL: 'École des Tortues',
      CODES_FILE: join(this.dataDir, `codes-${part}.json`),
      APP_DIR: this.#options.appDir ?? join(this.dataDir, 'no-app'),
      ...(part === 'hub' ? { UPSTREAM: this.ent, UPSTREAM_CODE: this.codes.hub.code } : {}),
      ...this.#options.env?.[part],
    };
  }

  /** Plays the parent of the demonstration: carries the panel's wish to the ENT and its answer back. */
  #hear(message: ChildMessage): void {
    if (message.t === 'wish-uplink') {
      this.#uplink = message.open;
      this.#nodes.get('ent')?.tell({ t: 'gate', open: message.open });
    }
    if (message.t === 'gate-is') this.#nodes.get('hub')?.tell({ t: 'uplink', open: message.open });
  }
}
