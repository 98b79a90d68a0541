import { Chance } from '../../src/commands/classroom/chance.ts';
import type { BenchClient } from './client.ts';
import type { LiveTimes, PieceFate, PuttingWish } from './fleet-messages.ts';
import { nowMs } from './meter.ts';

interface Put {
  readonly client: number;
  readonly doc: string;
  readonly piece: string;
  readonly at: number;
  readonly seenBy: Map<number, number>;
  ackedAt: number | undefined;
}

/** Time given at the end for what is still on its way, in milliseconds. */
const LAST_WORDS_MS = 3_000;

/** `<12.7>` is the seventh piece that client 12 put: a word long, and known wherever it turns up. */
const PIECE = /<\d+\.\d+>/g;

/** Clients that put pieces into their documents at a child's pace, and when each piece came where. */
export class Putting {
  readonly #clients: readonly BenchClient[];
  readonly #wish: PuttingWish;
  readonly #puts = new Map<string, Put>();
  readonly #own: Put[][];
  #stopped = false;

  static async begin(clients: readonly BenchClient[], wish: PuttingWish): Promise<Putting> {
    const putting = new Putting(clients, wish);
    await Promise.all(clients.map((client, at) => putting.#listen(client, at)));
    clients.forEach((_, at) => void putting.#play(at, new Chance(wish.seed + at)));
    return putting;
  }

  private constructor(clients: readonly BenchClient[], wish: PuttingWish) {
    this.#clients = clients;
    this.#wish = wish;
    this.#own = clients.map(() => []);
  }

  /** Stops putting, waits for what is on its way, and gives the times of what was put since then. */
  async end(since: number): Promise<LiveTimes> {
    this.#stopped = true;
    await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    const puts = [...this.#puts.values()].filter(({ at }) => at >= since);
    const others = (put: Put): number => this.#wish.docs.filter((doc) => doc === put.doc).length - 1;
    return {
      edits: puts.length,
      toOther: puts.flatMap(({ at, seenBy }) => [...seenBy.values()].map((seen) => seen - at)),
      toAck: puts.flatMap(({ at, ackedAt }) => (ackedAt === undefined ? [] : [ackedAt - at])),
      unacked: puts.filter(({ ackedAt }) => ackedAt === undefined).length,
      unheard: puts.reduce((sum, put) => sum + others(put) - put.seenBy.size, 0),
    };
  }

  /** Stops at once and tells what became of each piece by now. */
  async fates(): Promise<PieceFate[]> {
    this.#stopped = true;
    return [...this.#puts.values()].map(({ doc, piece, seenBy, ackedAt }) => ({
      doc,
      piece,
      acked: ackedAt !== undefined,
      seen: seenBy.size > 0,
    }));
  }

  async #listen(client: BenchClient, at: number): Promise<void> {
    client.onAck((_doc, count) => {
      const now = nowMs();
      for (const put of this.#own[at]!.slice(0, count)) put.ackedAt ??= now;
    });
    await client.show(this.#wish.docs[at]!, (text) => {
      const now = nowMs();
      for (const [piece] of text.matchAll(PIECE)) this.#puts.get(piece)?.seenBy.set(at, now);
    });
  }

  async #play(client: number, chance: Chance): Promise<void> {
    const doc = this.#wish.docs[client]!;
    for (let count = 1; ; count++) {
      const pause = this.#wish.everyMs * chance.between([0.5, 1.5]);
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (this.#stopped) return;
      const piece = `<${client}.${count}>`;
      const put: Put = { client, doc, piece, at: nowMs(), seenBy: new Map(), ackedAt: undefined };
      this.#puts.set(piece, put);
      this.#own[client]!.push(put);
      this.#clients[client]!.put(doc, piece);
    }
  }
}
