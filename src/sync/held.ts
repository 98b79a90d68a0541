import { Signal } from '../base/observable.ts';
import { MAX_HELD } from '../protocol/limits.ts';
import type { Held, HeldBelow, SyncResponse } from '../protocol/messages.ts';
import { DAMAGED, type DeviceStore, type HeldRow, type LogStore, type Settled } from './ports.ts';

const NAME = 'held-below';

/** What a device tells its upstream of the rows that were refused (S9): how many, of whom, in what, why. */
export function heldSummary(held: readonly HeldRow[]): Held[] {
  const summary = new Map<string, Held>();
  for (const { row, reason: why } of held) {
    const { doc, author } = row;
    const key = JSON.stringify([doc, author, why]);
    const known = summary.get(key) ?? { doc, author, why, rows: 0, bytes: 0 };
    summary.set(key, { ...known, rows: known.rows + 1, bytes: known.bytes + row.update.byteLength });
  }
  return [...summary.values()].slice(0, MAX_HELD);
}

/** What this teacher's device last heard that others keep. Written by this app alone, so it is not checked again. */
export async function readHeldBelow(device: DeviceStore): Promise<readonly HeldBelow[]> {
  return ((await device.get(NAME)) as readonly HeldBelow[] | undefined) ?? [];
}

/** Writing the same again would wake all who follow this device's words. */
export async function rememberHeldBelow(device: DeviceStore, held: readonly HeldBelow[]): Promise<void> {
  if (JSON.stringify(held) !== JSON.stringify(await readHeldBelow(device))) await device.put(NAME, held);
}

/**
 * Tells the upstream what is held here, once at first and then whenever it changed (S9), and hears from it what others hold.
 * The first word says also that there is nothing: the upstream may remember what was true before.
 */
export class HeldReport {
  readonly #log: Pick<LogStore, 'held' | 'head' | 'rowsOf' | 'letGo'>;
  /** Of the log when it was looked at last. */
  #epoch: string | undefined;
  /** What the upstream was told last, as JSON; undefined where it knows nothing. */
  #told: string | undefined;
  #mayDiffer = true;
  #besides: readonly HeldRow[] = [];
  /** All that devices below the upstream hold, for a teacher's device. */
  readonly below = new Signal<readonly HeldBelow[]>();

  constructor(log: Pick<LogStore, 'held' | 'head' | 'rowsOf' | 'letGo'>) {
    this.#log = log;
  }

  /** Rows were answered: refused ones are held from now on, and where some were held already others may be no longer. */
  answered(settled: readonly Settled[]): void {
    const isSomeHeld = this.#told !== '[]' && settled.length > 0;
    if (isSomeHeld || settled.some((one) => 'held' in one)) this.#mayDiffer = true;
  }

  /** Rows to be told of beside those that are held, in the place of what was said before. */
  besides(rows: readonly HeldRow[]): void {
    this.#besides = rows;
    this.#mayDiffer = true;
  }

  /** What is held may be other than before. */
  changed(): void {
    this.#mayDiffer = true;
  }

  /** The upstream lost what it knew. */
  forgotten(): void {
    this.#told = undefined;
    this.#mayDiffer = true;
  }

  /** Whether there is something that the upstream does not know yet. */
  async isNews(): Promise<boolean> {
    // A row that is set aside makes the epoch anew, and is held from then on. What is held may be let go, on another page too.
    const { epoch } = await this.#log.head();
    if (epoch !== this.#epoch || (this.#told ?? '[]') !== '[]') this.#mayDiffer = true;
    this.#epoch = epoch;
    const isNews = (await this.#news()) !== undefined;
    if (isNews) this.#mayDiffer = true;
    return isNews;
  }

  /** Puts the news into a request; where that fails they are news still. */
  async tell(send: (report: { held?: Held[] }) => Promise<SyncResponse>): Promise<SyncResponse> {
    const held = await this.#news();
    if (!held) return send({});
    try {
      const response = await send({ held });
      this.#told = JSON.stringify(held);
      return response;
    } catch (cause) {
      this.#mayDiffer = true;
      throw cause;
    }
  }

  hear({ heldBelow }: SyncResponse): void {
    if (heldBelow) this.below.emit(heldBelow);
  }

  async #news(): Promise<Held[] | undefined> {
    if (!this.#mayDiffer) return undefined;
    this.#mayDiffer = false; // before anything is read: what changes from now on is news again
    const held = heldSummary([...(await this.#held()), ...this.#besides]);
    return JSON.stringify(held) === this.#told ? undefined : held;
  }

  async #held(): Promise<HeldRow[]> {
    const held = await this.#log.held();
    if (!held.some(({ reason }) => reason === DAMAGED)) return held;
    const { letGoOfBackAgain } = await import('./back-again.ts'); // years may pass before
    return (await letGoOfBackAgain(this.#log, held)) ? this.#log.held() : held;
  }
}
