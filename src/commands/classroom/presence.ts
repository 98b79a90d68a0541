import type { Connection } from '../../sync/connection.ts';

/** One uninterrupted time with the hub; known by its identity. */
export interface Stay {
  readonly since: number;
}

/** Whether a tablet is with the hub, as the tablet itself knows it. */
export class Presence {
  #stay: Stay | undefined;
  #backAt = 0;
  #timesAway = 0;

  constructor({ state }: Pick<Connection, 'state'>, now: () => number) {
    let before = state.value;
    state.subscribe((after) => {
      if (before === 'away' && after === 'joining') this.#backAt = now();
      if (before === 'live' && after !== 'live') this.#timesAway += 1;
      if (after === 'live') this.#stay ??= { since: now() };
      else this.#stay = undefined;
      before = after;
    });
  }

  get stay(): Stay | undefined {
    return this.#stay;
  }

  /** When the hub last answered again after it had not. */
  get backAt(): number {
    return this.#backAt;
  }

  get timesAway(): number {
    return this.#timesAway;
  }
}
