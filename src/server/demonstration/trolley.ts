import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildMessage } from './ipc.ts';
import { demonstrationCodes, type DemonstrationCodes } from './links.ts';
import { NodeProcess } from './node-process.ts';
import { demonstrationClasses } from './school.ts';

/** The school's name on the screens of the demonstration. */
const SCHOOL = 'École des Tortues';
/** A node that dies is started again after so many milliseconds, longer each time that it dies young. */
const RESTART_MS = [500, 1_000, 2_000, 5_000, 10_000];
/** A node that lived so long was well: the next restart is quick again. */
const WELL_MS = 60_000;

export interface TrolleySettings {
  readonly host: string;
  readonly port: number;
  readonly entPort: number;
  readonly dataDir: string;
  /** Hears what a person should know: what a node prints, that one died. */
  readonly say: (sentence: string) => void;
  readonly appDir?: string;
}

type Part = 'ent' | 'hub';

/** An ENT and a hub as two processes of this machine, each started again when it dies, with the wire between them to cut. */
export class Trolley {
  readonly #settings: TrolleySettings;
  readonly #nodes = new Map<Part, NodeProcess>();
  readonly #restarts: Record<Part, number> = { ent: 0, hub: 0 };
  #codes: DemonstrationCodes | undefined;
  #uplink = true;
  #stopping = false;

  constructor(settings: TrolleySettings) {
    this.#settings = settings;
  }

  /** Starts both and waits until the hub has its class and lesson; rejects with the node's own sentence where one cannot start. */
  async start(): Promise<{ codes: DemonstrationCodes; hub: string; ent: string }> {
    const { dataDir } = this.#settings;
    await mkdir(dataDir, { recursive: true });
    const codes = await demonstrationCodes(join(dataDir, 'codes.json'), await demonstrationClasses());
    this.#codes = codes;
    await writeCodes(join(dataDir, 'codes-ent.json'), [codes.hub]);
    await writeCodes(join(dataDir, 'codes-hub.json'), [codes.teacher, ...codes.tablets]);
    try {
      const ent = this.#begin('ent');
      const hub = this.#begin('hub');
      const [entUrl, hubUrl] = await Promise.all([ent.ready, hub.ready]);
      await hub.filled;
      return { codes, hub: hubUrl, ent: entUrl };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops both and waits; the hub first, so that it does not complain of the ENT's going. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#nodes.get('hub')?.stop();
    await this.#nodes.get('ent')?.stop();
  }

  /** The process that plays this part now, to be killed in a test. */
  node(part: Part): NodeProcess | undefined {
    return this.#nodes.get(part);
  }

  #begin(part: Part): NodeProcess {
    const startedAt = performance.now();
    let wasReady = false;
    const node = new NodeProcess({
      env: this.#environment(part),
      onMessage: (message) => this.#hear(message),
      onLine: (line) => wasReady && this.#settings.say(line),
    });
    this.#nodes.set(part, node);
    node.ready.then(
      () => {
        wasReady = true;
        this.#tellUplink();
      },
      () => undefined, // said below, or by whoever called start()
    );
    void node.ended.then(() => this.#restart(part, wasReady, performance.now() - startedAt));
    return node;
  }

  #restart(part: Part, wasReady: boolean, livedMs: number): void {
    const first = !wasReady && this.#restarts[part] === 0;
    if (this.#stopping || first) return;
    this.#restarts[part] = livedMs > WELL_MS ? 1 : this.#restarts[part] + 1;
    const wait = RESTART_MS[Math.min(this.#restarts[part], RESTART_MS.length) - 1];
    this.#settings.say(`${STOPPED[part]} — The ${part} stopped; starting it again.`);
    setTimeout(() => this.#stopping || this.#begin(part), wait);
  }

  #environment(part: Part): Record<string, string> {
    const { host, port, entPort, dataDir, appDir } = this.#settings;
    return {
      ROLE: part,
      NODE_NAME: part,
      DATA_DIR: join(dataDir, part),
      DEMONSTRATION: '1',
      SCHOOL,
      CODES_FILE: join(dataDir, `codes-${part}.json`),
      ...(appDir === undefined ? {} : { APP_DIR: appDir }),
      ...(part === 'ent'
        ? { HOST: '127.0.0.1', PORT: String(entPort) }
        : {
            HOST: host,
            PORT: String(port),
            UPSTREAM: `http://127.0.0.1:${entPort}`,
            UPSTREAM_CODE: this.#codes?.hub.code ?? '',
          }),
    };
  }

  #hear(message: ChildMessage): void {
    if (message.t === 'wish-uplink') {
      this.#uplink = message.open;
      this.#nodes.get('ent')?.tell({ t: 'gate', open: message.open });
    }
    if (message.t === 'gate-is') this.#nodes.get('hub')?.tell({ t: 'uplink', open: message.open });
  }

  /** A node that starts again takes up the state of the cut; the ENT's answer tells the hub. */
  #tellUplink(): void {
    this.#nodes.get('ent')?.tell({ t: 'gate', open: this.#uplink });
  }
}

const STOPPED: Readonly<Record<Part, string>> = {
  ent: "L'ENT s'est arrêté ; il redémarre.",
  hub: "La malle s'est arrêtée ; elle redémarre.",
};

async function writeCodes(path: string, codes: readonly unknown[]): Promise<void> {
  await writeFile(path, JSON.stringify(codes), { mode: 0o600 });
}
