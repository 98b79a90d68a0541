import { type MemoryLogImage, MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import { type LogStore, StorageFailure } from '../../src/sync/ports.ts';
import type { Life, Scheduler } from './scheduler.ts';

/** The defences that a run may take away, to show that the checks see it. */
export const BREAKS = [undefined, 'fsync', 'tag', 'acl', 'gap', 'quota'] as const;
export type Break = (typeof BREAKS)[number];

const WRITES = ['append', 'settle', 'confirm', 'distrustUpstream'] as const;
const READS = ['head', 'rowsBetween', 'rowsOf', 'documents', 'pending', 'cursor', 'bears'] as const;

/** What survives a crash of its process: a log and its projections. */
export class Disk {
  readonly #scheduler: Scheduler;
  readonly #broken: Break;
  log: MemoryLogStore;
  projections = new MemoryProjectionStore();
  /** Chance that a write is refused. */
  refuses = 0;
  /** What a lying disk really holds (`--break fsync`). */
  #synced: MemoryLogImage | undefined;

  constructor(scheduler: Scheduler, broken: Break) {
    this.#scheduler = scheduler;
    this.#broken = broken;
    this.log = new MemoryLogStore({ random: scheduler.random.bytes });
    if (broken === 'fsync') this.#synced = this.log.image();
  }

  image(): MemoryLogImage {
    return this.log.image();
  }

  /** The disk as it was when `image` was taken. */
  restore(image: MemoryLogImage): void {
    this.log = new MemoryLogStore({ image, random: this.#scheduler.random.bytes });
    this.projections = new MemoryProjectionStore();
    if (this.#broken === 'fsync') this.#synced = image;
  }

  wipe(): void {
    this.log = new MemoryLogStore({ random: this.#scheduler.random.bytes });
    this.projections = new MemoryProjectionStore();
    if (this.#broken === 'fsync') this.#synced = this.log.image();
  }

  /** What a process that starts now finds. */
  crash(): void {
    if (this.#synced) this.restore(this.#synced);
  }

  /** The log as a process sees it: every call may take its time, a write may be refused, and a crash may come before or after it. */
  mount(life: Life): LogStore {
    const { log } = this;
    const scheduler = this.#scheduler;
    const mounted = Object.create(log) as Record<string, unknown>;
    for (const name of Object.getOwnPropertyNames(MemoryLogStore.prototype)) {
      if (name === 'constructor') continue;
      const call = (log as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!.bind(log);
      mounted[name] = call;
    }
    for (const name of READS) {
      const call = mounted[name] as (...args: unknown[]) => Promise<unknown>;
      mounted[name] = async (...args: unknown[]) => {
        if (scheduler.random.chance(0.1)) await scheduler.point(life);
        return call(...args);
      };
    }
    for (const name of WRITES) {
      const call = mounted[name] as (...args: unknown[]) => Promise<unknown>;
      mounted[name] = (...args: unknown[]) => this.#write(life, name, () => call(...args));
    }
    if (this.#broken === 'tag') mounted.bears = async ({ seq }: { seq: number }) => seq <= (await log.head()).seq;
    return mounted as unknown as LogStore;
  }

  async #write(life: Life, name: string, call: () => Promise<unknown>): Promise<unknown> {
    await this.#scheduler.point(life);
    if (this.refuses > 0 && this.#scheduler.random.chance(this.refuses)) {
      // Taking the quota's defence away: the refusal is swallowed and the caller believes that it is stored.
      if (this.#broken === 'quota' && name === 'append') return this.log.head();
      throw new StorageFailure(this.#scheduler.random.pick(['full', 'aborted', 'closed'] as const));
    }
    const result = await call();
    if (this.#broken === 'fsync') this.#syncSometimes();
    await this.#scheduler.point(life);
    return result;
  }

  #syncSometimes(): void {
    if (this.#scheduler.random.chance(0.3)) this.#synced = this.log.image();
  }
}
