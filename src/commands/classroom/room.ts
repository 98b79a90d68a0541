import { err, ok, type Result } from '../../base/result.ts';
import { Chance } from './chance.ts';
import type { Codes } from './codes.ts';
import { Ledger } from './ledger.ts';
import { until } from './patience.ts';
import type { Settings } from './settings.ts';
import { Tablet } from './tablet.ts';
import type { Trouble } from './trouble.ts';
import { Watch } from './watch.ts';

/** Longest wait until a tablet that joins is up to date, in milliseconds. */
export const JOIN_LIMIT_MS = 60_000;

/** A tablet and who looks at it. */
export interface Watched {
  readonly tablet: Tablet;
  readonly watch: Watch;
}

/** The tablets of one run, with what is written down of them. */
export class Room {
  readonly settings: Settings;
  readonly codes: Codes;
  readonly ledger = new Ledger();
  readonly #chance: Chance;
  readonly #watched: Watched[] = [];

  constructor(settings: Settings, codes: Codes) {
    this.settings = settings;
    this.codes = codes;
    this.#chance = new Chance(settings.seed);
  }

  get tablets(): readonly Tablet[] {
    return this.#watched.map(({ tablet }) => tablet);
  }

  /** Chance of its own for one part of the run, so that nothing it does depends on how quick another part was. */
  chance(): Chance {
    return new Chance(Math.floor(this.#chance.next() * 2 ** 32));
  }

  /** A tablet that knows nothing yet; whoever asked for it ends it. */
  joinOne(): Promise<Result<Tablet, Trouble>> {
    const random = this.chance().next;
    return Tablet.join({ hub: this.settings.hub, code: this.codes.tablet, role: 'tablet', random });
  }

  /** Lets all tablets join, and waits until they know what the hub knows. */
  async fill(): Promise<Result<void, Trouble>> {
    const joins = await Promise.all(Array.from({ length: this.settings.tablets }, () => this.joinOne()));
    for (const join of joins) if (join.ok) this.#add(join.value);
    for (const join of joins) if (!join.ok) return join;
    const ready = await this.allAre(({ tablet }) => tablet.isUpToDate(), JOIN_LIMIT_MS);
    return ready ? ok(undefined) : err({ kind: 'too-slow' });
  }

  /** Waits until the condition holds for all tablets at once; false where it does not in time. */
  allAre(condition: (watched: Watched) => Promise<boolean>, limitMs: number): Promise<boolean> {
    return until(async () => (await Promise.all(this.#watched.map(condition))).every(Boolean), limitMs);
  }

  async close(): Promise<void> {
    for (const { watch } of this.#watched) watch.stop();
    await Promise.all(this.tablets.map((tablet) => tablet.stop()));
  }

  #add(tablet: Tablet): void {
    const { log, changes, presence, enrolment } = tablet;
    const now = (): number => performance.now();
    const watch = new Watch({ device: enrolment.device, log, changes, presence, ledger: this.ledger, now });
    this.#watched.push({ tablet, watch });
  }
}
