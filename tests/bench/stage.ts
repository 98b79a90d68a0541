import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import type { Seed } from './client.ts';
import type { Contender } from './contenders.ts';
import type { Disk } from './disks.ts';
import { Fleet } from './fleet.ts';
import { nowMs } from './meter.ts';
import type { ServerProcess } from './server-process.ts';

/** How often a disk is looked at, in milliseconds. */
const LOOK_MS = 4;
/** A document that is not stored by then counts as never stored, in milliseconds: longer than any peer's longest pause. */
const STORED_LIMIT_MS = 30_000;

/** One contender with its server, its clients and its disk, ready to be measured. */
export class Stage {
  readonly contender: Contender;
  readonly folder: string;
  readonly fleets: Fleet[] = [];
  readonly #nodeOptions: readonly string[];
  server: ServerProcess;
  disk: Disk | undefined;

  /** `clients` names the documents of every client that may ever come. */
  static async set(
    contender: Contender,
    parts: {
      folder: string;
      seeds: readonly Seed[];
      clients: readonly (readonly string[])[];
      nodeOptions?: readonly string[];
    },
  ): Promise<Stage> {
    const folder = join(parts.folder, contender.name.replaceAll(/\W+/g, '-'));
    await contender.prepare(folder, parts.seeds, parts.clients);
    const server = await contender.start(folder, parts.nodeOptions);
    const stage = new Stage(contender, folder, server, parts.nodeOptions ?? []);
    if (contender.fillsByWire) {
      const filler = stage.addFleet();
      await filler.ask('fill', { url: server.url, folder, seeds: parts.seeds });
      await filler.end();
    }
    stage.disk = await contender.disk(folder);
    return stage;
  }

  private constructor(contender: Contender, folder: string, server: ServerProcess, nodeOptions: readonly string[]) {
    this.#nodeOptions = nodeOptions;
    this.contender = contender;
    this.folder = folder;
    this.server = server;
  }

  addFleet(): Fleet {
    const fleet = new Fleet(this.contender.clients, this.#nodeOptions);
    this.fleets.push(fleet);
    return fleet;
  }

  /** Watches the disk until it has these texts; resolves to when it had the last, or null where it never has. */
  async stored(texts: ReadonlyMap<string, string>): Promise<number | null> {
    const rest = new Map(texts);
    const { disk } = this;
    if (!disk) return null;
    const limit = nowMs() + STORED_LIMIT_MS;
    while (rest.size > 0) {
      for (const [doc, text] of disk.changed(rest.keys())) if (rest.get(doc) === text) rest.delete(doc);
      if (rest.size === 0) break;
      if (nowMs() > limit) return null;
      await pause(LOOK_MS);
    }
    return nowMs();
  }

  async strike(): Promise<void> {
    for (const fleet of this.fleets) await fleet.end();
    await this.server.stop();
  }
}
