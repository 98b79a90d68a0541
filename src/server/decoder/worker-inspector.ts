import { Worker } from 'node:worker_threads';
import type { Log } from '../../base/log.ts';
import { type DocumentId, parseDocumentId } from '../../classroom/document-id.ts';
import type { Inspection, InspectionTask, Inspector } from '../../sync/inspector.ts';
import type { LogStore } from '../../sync/ports.ts';
import { updatesOf } from '../../sync/ydoc.ts';
import type { FromWorker, Seed, ToWorker } from './messages.ts';

/** An honest update takes a few milliseconds, a 200-page paste under 200; the worst hostile one seen took 3.4 s. */
export const INSPECTION_LIMIT_MS = 2_000;
/** What the log holds was inspected once and is only replayed, but a whole year of one document may be much. */
const SEED_LIMIT_MS = 20_000;
/** Updates that go to the worker together: a class's pushes of one moment. All of them honest, they take a few hundred milliseconds. */
const BATCH_TASKS = 64;
/** Scratch documents in the worker: the ones a class writes at one time, and some. */
const SCRATCH_DOCUMENTS = 128;
/** The worker's heap; 128 documents take about 2 MB, so only an attack comes near. */
const WORKER_HEAP_MB = 256;

/** Ending a thread takes a few milliseconds. */
const END_LIMIT_MS = 1_000;

const WORKER = new URL('./worker.ts', import.meta.url);

interface WorkerInspectorParts {
  readonly store: LogStore;
  readonly log: Log;
  readonly limitMs?: number;
  /** Another script for the thread, for a test of its end. */
  readonly script?: URL;
}

/** What the worker has of a document: its rows up to a log position, and what was found good since. */
interface Held {
  readonly seq: number;
  isBehind: boolean;
}

/** What one call has found so far. */
interface Found {
  readonly good: InspectionTask[];
  readonly spoilt: Set<DocumentId>;
}

/** Inspects in a worker thread, and ends the thread where an update takes too long or too much (S10). */
export class WorkerInspector implements Inspector {
  readonly #store: LogStore;
  readonly #log: Log;
  readonly #limitMs: number;
  readonly #script: URL;
  /** Documents that the worker holds, the one used last at the end. */
  readonly #held = new Map<DocumentId, Held>();
  #worker: Worker | undefined;
  /** One call after the other, those that forget too: scratch documents are shared. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ store, log, limitMs = INSPECTION_LIMIT_MS, script = WORKER }: WorkerInspectorParts) {
    this.#store = store;
    this.#log = log;
    this.#limitMs = limitMs;
    this.#script = script;
  }

  inspect(tasks: readonly InspectionTask[]): Promise<Inspection[]> {
    const inspections = this.#turn.then(() => this.#inspectAll(tasks));
    this.#turn = inspections.catch(() => undefined); // the caller hears of it; the next call begins afresh
    return inspections;
  }

  forget(docs: Iterable<DocumentId>): void {
    const ids = [...docs];
    this.#turn = this.#turn.then(() => this.#forget(ids));
  }

  forgetAll(): void {
    this.#turn = this.#turn.then(() => this.#forget(this.#held.keys()));
  }

  #forget(docs: Iterable<DocumentId>): void {
    const held = [...docs].filter((doc) => this.#held.delete(doc));
    if (held.length > 0) this.#worker?.postMessage({ t: 'forget', docs: held } satisfies ToWorker);
  }

  refresh(docs: Iterable<DocumentId>): void {
    const ids = [...docs];
    this.#turn = this.#turn.then(() => {
      for (const doc of ids) {
        const held = this.#held.get(doc);
        if (held) held.isBehind = true;
      }
    });
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#end();
  }

  async #inspectAll(tasks: readonly InspectionTask[]): Promise<Inspection[]> {
    const inspections: Inspection[] = [];
    const good: InspectionTask[] = [];
    const spoilt = new Set<DocumentId>();
    for (let from = 0; from < tasks.length; from += BATCH_TASKS) {
      const batch = tasks.slice(from, from + BATCH_TASKS);
      const known = spoilt.size;
      const together = await this.#inspectTogether(batch, { good, spoilt });
      // Something in it took too long: one by one it shows which, and the others are judged all the same.
      inspections.push(...(together ?? (await this.#inspectApart(batch, { good, spoilt }))));
      if (spoilt.size > known) this.#forget(spoilt);
    }
    return inspections;
  }

  /** One message there and back for the whole batch; undefined, and nothing noted, where it had to be ended. */
  async #inspectTogether(batch: readonly InspectionTask[], found: Found): Promise<Inspection[] | undefined> {
    const looked = batch.map((task) => parseDocumentId(task.doc).ok && !found.spoilt.has(task.doc));
    const answers = await this.#ask(
      batch.filter((_, index) => looked[index]),
      found.good,
    );
    if (!answers) return undefined;
    let next = 0;
    return batch.map((task, index) => note(task, looked[index] ? answers[next++]! : unlookedAt(task, found), found));
  }

  async #inspectApart(batch: readonly InspectionTask[], found: Found): Promise<Inspection[]> {
    const inspections: Inspection[] = [];
    for (const task of batch) {
      const together = await this.#inspectTogether([task], found);
      if (!together) this.#log.warn('an update took too long to decode and was refused', nameOf(task));
      inspections.push(...(together ?? [note(task, { verdict: 'bad', why: 'too-slow' }, found)]));
    }
    return inspections;
  }

  async #ask(
    tasks: readonly InspectionTask[],
    good: readonly InspectionTask[],
  ): Promise<readonly Inspection[] | undefined> {
    if (tasks.length === 0) return [];
    await this.#seed(new Set(tasks.map(({ doc }) => doc)), good);
    const answer = await this.#send({ t: 'inspect', tasks }, this.#limitMs);
    return answer?.t === 'inspected' ? answer.inspections : undefined;
  }

  /** Gives the worker the documents as the log has them, and what this same call has found good since. */
  async #seed(docs: ReadonlySet<DocumentId>, good: readonly InspectionTask[]): Promise<void> {
    const lacking = [...docs].filter((doc) => this.#held.get(doc)?.isBehind !== false);
    const positions = new Map<DocumentId, number>();
    const seeds = lacking.map(async (doc): Promise<Seed> => {
      const from = await this.#startOf(doc);
      const content = await this.#store.contentOf(doc, from);
      positions.set(doc, content.rows.at(-1)?.seq ?? content.upTo);
      const since = from === undefined ? good.filter((task) => task.doc === doc) : [];
      const updates = [...updatesOf(content), ...since.map(({ update }) => update)];
      return { doc, isWhole: from === undefined, updates };
    });
    if (lacking.length > 0 && !(await this.#send({ t: 'seed', seeds: await Promise.all(seeds) }, SEED_LIMIT_MS)))
      throw new Error(`the decoder could not take up ${lacking.join(' ')}`);
    for (const doc of docs) {
      const seq = positions.get(doc) ?? this.#held.get(doc)!.seq;
      this.#held.delete(doc); // so that it is the one used last
      this.#held.set(doc, { seq, isBehind: false });
    }
    const excess = this.#held.size - SCRATCH_DOCUMENTS;
    if (excess > 0) this.#forget([...this.#held.keys()].slice(0, excess));
  }

  /** Where to read on, or undefined where the worker begins the document anew: it lacks it, or it was purged meanwhile. */
  async #startOf(doc: DocumentId): Promise<number | undefined> {
    const held = this.#held.get(doc);
    if (!held) return undefined;
    const [state] = await this.#store.documents([doc]);
    return state!.seq >= held.seq ? held.seq : undefined;
  }

  /** Sends one message and waits for its answer; undefined where the worker had to be ended or ended by itself. */
  async #send(message: ToWorker, limitMs: number): Promise<FromWorker | undefined> {
    const worker = (this.#worker ??= this.#begin());
    const answer = await new Promise<FromWorker | undefined>((resolve) => {
      const limit = setTimeout(() => resolve(undefined), limitMs);
      const finish = (reply?: FromWorker): void => {
        clearTimeout(limit);
        resolve(reply);
      };
      worker.once('message', finish);
      worker.once('exit', () => finish());
      worker.postMessage(message);
    });
    worker.removeAllListeners('exit');
    worker.removeAllListeners('message');
    if (!answer) await this.#end();
    return answer;
  }

  #begin(): Worker {
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
      env: {},
    });
    worker.unref();
    // A worker that fails also exits, and its exit is what is waited for.
    worker.on('error', (error) => this.#log.warn('the decoder ended', { reason: String(error) }));
    return worker;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#held.clear();
    if (!worker) return;
    // V8 cannot interrupt a loop that only calls some of its builtins: such a thread is left behind, and said.
    const ended = await Promise.race([worker.terminate(), after(END_LIMIT_MS)]);
    if (ended === undefined)
      this.#log.error('a decoder could not be ended: it costs a processor until this node starts again');
  }
}

function note(task: InspectionTask, inspection: Inspection, { good, spoilt }: Found): Inspection {
  if (inspection.verdict === 'good') good.push(task);
  else spoilt.add(task.doc);
  return inspection;
}

/** What needs no look: a name that is none, or what follows a spoilt one. */
const unlookedAt = ({ doc }: InspectionTask, { spoilt }: Found): Inspection =>
  spoilt.has(doc) ? { verdict: 'later' } : { verdict: 'bad', why: 'bad-document-id' };

const nameOf = ({ doc, update }: InspectionTask) => ({ doc, bytes: update.byteLength });

const after = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
