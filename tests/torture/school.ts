import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chance } from '../../src/commands/classroom/chance.ts';
import { TestTrolley } from '../support/server.ts';
import { freePort } from './free-port.ts';
import type { Proof } from './proof.ts';
import { Relay } from './relay.ts';
import { makeSmallDisk, type SmallDisk } from './small-disk.ts';

export type Part = 'hub' | 'ent';
/** A defence that is taken away, so that the loss is seen to be found. */
export type Broken = 'commit';

const FORGETFUL = new URL('forgetful-database.ts', import.meta.url).href;

/** A hub and an ENT as processes, each behind a relay, with their data where it can be taken away and put back. */
export class School {
  readonly trolley: TestTrolley;
  readonly disk: SmallDisk;
  /** Before the hub: all tablets pass here. */
  readonly wifi: Relay;
  /** Before the ENT: the hub passes here. */
  readonly uplink: Relay;
  readonly folder: string;
  /** SIGKILLs that found a process alive. */
  kills = 0;
  /** What a node said last that ended without being told to. */
  readonly endedAlone: string[] = [];
  /** Looks at what the dead left behind. */
  proof: Proof | undefined;
  readonly #up = new Set<Part>(['ent', 'hub']);

  private constructor(parts: Pick<School, 'trolley' | 'disk' | 'wifi' | 'uplink' | 'folder'>) {
    this.trolley = parts.trolley;
    this.disk = parts.disk;
    this.wifi = parts.wifi;
    this.uplink = parts.uplink;
    this.folder = parts.folder;
  }

  /** With `broken` the hub commits late, and must be found out. */
  static async open(chance: Chance, broken?: Broken): Promise<School> {
    const folder = await mkdtemp(join(tmpdir(), 'cartable-torture-'));
    const disk = makeSmallDisk(folder);
    const ports = { hub: await freePort(chance.next), ent: await freePort(chance.next) };
    const wifi = await Relay.before(ports.hub, chance.next);
    const uplink = await Relay.before(ports.ent, chance.next);
    const at = (part: Part) => ({ PORT: String(ports[part]), DATA_DIR: join(folder, part) });
    const spoilt = broken === 'commit' ? { NODE_OPTIONS: `--import=${FORGETFUL}` } : {};
    const env = { ent: at('ent'), hub: { ...at('hub'), ...disk.env, ...spoilt, UPSTREAM: uplink.url } };
    const trolley = await TestTrolley.start({ env });
    return new School({ trolley, disk, wifi, uplink, folder });
  }

  dataOf(part: Part): string {
    return join(this.folder, part);
  }

  async kill(part: Part): Promise<void> {
    this.look();
    const shown = part === 'ent' ? await this.proof?.shownAtEnt() : undefined;
    if (this.#up.delete(part)) this.kills += 1;
    await this.trolley.kill(part);
    if (shown) await this.proof?.lookAtEnt(this, shown);
    else await this.proof?.lookAtHub(this);
  }

  async stop(part: Part): Promise<void> {
    this.look();
    this.#up.delete(part);
    await this.trolley.stop(part);
  }

  async begin(part: Part): Promise<void> {
    await this.trolley.begin(part);
    this.#up.add(part);
  }

  /** Begins and kills before it may have come to listen, `after` having passed. */
  async killWhileStarting(part: Part, after: Promise<void>): Promise<void> {
    const beginning = this.trolley.begin(part).catch(() => undefined); // killed before it listened, as is the point
    await after;
    this.kills += 1;
    await this.trolley.kill(part);
    await beginning;
  }

  /** Notes nodes that are gone though nobody ended them. */
  look(): void {
    for (const part of this.#up) {
      if (isAlive(this.trolley.pid(part))) continue;
      this.endedAlone.push(`${part}: ${this.trolley.printed.at(-1) ?? 'without a word'}`);
      this.#up.delete(part);
    }
  }

  /** How often the hub said that its disk is full. */
  timesFull(): number {
    return this.trolley.printed.filter((line) => line.includes('storage failure: full')).length;
  }

  async close(): Promise<void> {
    await this.trolley.close();
    await Promise.all([this.wifi.close(), this.uplink.close()]);
    this.disk.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: there is no such process any more
  }
}
