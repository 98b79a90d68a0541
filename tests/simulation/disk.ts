import * as Y from 'yjs';
import type { DocumentId } from '../../src/classroom/document-id.ts';
import { type MemoryLogImage, MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { type MemoryDeviceImage, MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import { type MemoryProjectionImage, MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import {
  type Content,
  type DeviceStore,
  type LogStore,
  type ProjectionStore,
  StorageFailure,
} from '../../src/sync/ports.ts';
import { ydocOf } from '../../src/sync/ydoc.ts';
import type { Life, Scheduler } from './scheduler.ts';

/** The defences that a run may take away, to show that the checks see it. */
export const BREAKS = [undefined, 'fsync', 'tag', 'acl', 'gap', 'quota'] as const;
export type Break = (typeof BREAKS)[number];

const WRITES = ['append', 'settle', 'confirm', 'distrustUpstream', 'offerAgain', 'purge', 'erase', 'compact'] as const;
const READS = ['head', 'rowsBetween', 'rowsOf', 'contentOf', 'documents', 'pending', 'cursor', 'bears'] as const;

/** A disk that is full refuses every write until there is room again. */
export const ALWAYS = 1;

const PROJECTION_WRITES = ['put', 'remove', 'clear'] as const;
const WORD_WRITES = ['put'] as const;

/** As on a server's disk, but with far fewer rows: the older half of them is given put together. */
const CHECKPOINTED_ROWS = 4;

type Call = (...args: unknown[]) => Promise<unknown>;

/** All methods of a store, each to be called as it is. */
function methodsOf(store: object): Record<string, Call> {
  const methods = store as Record<string, Call>;
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(store)).filter((name) => name !== 'constructor');
  return Object.fromEntries(names.map((name) => [name, methods[name]!.bind(store)]));
}

/** A disk as it was at one moment. */
export interface DiskImage {
  readonly log: MemoryLogImage;
  readonly projections: MemoryProjectionImage;
  readonly words: MemoryDeviceImage;
}

/** What survives a crash of its process: a log, its projections, and what a device knows of itself. */
export class Disk {
  readonly #scheduler: Scheduler;
  readonly #broken: Break;
  log: MemoryLogStore;
  projections = new MemoryProjectionStore();
  words = new MemoryDeviceStore();
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

  image(): DiskImage {
    return { log: this.log.image(), projections: this.projections.image(), words: this.words.image() };
  }

  /** The disk as it was when `image` was taken. */
  restore({ log, projections, words }: DiskImage): void {
    this.#put(log, new MemoryProjectionStore({ image: projections }));
    this.words = new MemoryDeviceStore({ image: words });
  }

  wipe(): void {
    this.#put(undefined, new MemoryProjectionStore());
    this.words = new MemoryDeviceStore();
  }

  /** What a process that starts now finds. */
  crash(): void {
    if (this.#synced) this.#put(this.#synced, new MemoryProjectionStore());
  }

  #put(image: MemoryLogImage | undefined, projections: MemoryProjectionStore): void {
    this.log = new MemoryLogStore({ ...(image && { image }), random: this.#scheduler.random.bytes });
    this.projections = projections;
    if (this.#broken === 'fsync') this.#synced = this.log.image();
  }

  /** The projections as a process sees them: a crash may come before or after a write. */
  mountProjections(life: Life): ProjectionStore {
    return this.#withWrites(life, methodsOf(this.projections), PROJECTION_WRITES) as unknown as ProjectionStore;
  }

  /** What a device knows of itself as a process sees it: a write may be refused too. */
  mountWords(life: Life): DeviceStore {
    return this.#withWrites(life, methodsOf(this.words), WORD_WRITES) as unknown as DeviceStore;
  }

  /** The log as a process sees it: every call may take its time, a write may be refused, and a crash may come before or after it. */
  mount(life: Life): LogStore {
    const { log } = this;
    const scheduler = this.#scheduler;
    const mounted: Record<string, unknown> = this.#withWrites(life, methodsOf(log), WRITES);
    mounted.contentOf = (doc: DocumentId, afterSeq = 0) => contentOf(log, doc, afterSeq);
    for (const name of READS) {
      const call = mounted[name] as Call;
      mounted[name] = async (...args: unknown[]) => {
        if (scheduler.random.chance(0.1)) await scheduler.point(life);
        return call(...args);
      };
    }
    if (this.#broken === 'tag') mounted.bears = async ({ seq }: { seq: number }) => seq <= (await log.head()).seq;
    return mounted as unknown as LogStore;
  }

  #withWrites(life: Life, methods: Record<string, Call>, writes: readonly string[]): Record<string, Call> {
    const writing = writes.map((name): [string, Call] => {
      const call = methods[name]!;
      return [name, (...args) => this.#write(life, name, () => call(...args))];
    });
    return { ...methods, ...Object.fromEntries(writing) };
  }

  async #write(life: Life, name: string, call: () => Promise<unknown>): Promise<unknown> {
    await this.#scheduler.point(life);
    if (this.refuses > 0 && this.#scheduler.random.chance(this.refuses)) {
      // Taking the quota's defence away: the refusal is swallowed and the caller believes that it is stored.
      if (this.#broken === 'quota' && name === 'append') return this.log.head();
      const reasons = this.refuses === ALWAYS ? (['full'] as const) : (['full', 'aborted', 'closed'] as const);
      throw new StorageFailure(this.#scheduler.random.pick(reasons));
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

async function contentOf(log: LogStore, doc: DocumentId, afterSeq: number): Promise<Content> {
  const rows = await log.rowsOf(doc, afterSeq);
  if (afterSeq > 0 || rows.length < CHECKPOINTED_ROWS) return { base: undefined, upTo: afterSeq, rows };
  const older = rows.splice(0, rows.length >> 1);
  return { base: Y.encodeStateAsUpdate(ydocOf(older)), upTo: older.at(-1)!.seq, rows };
}
