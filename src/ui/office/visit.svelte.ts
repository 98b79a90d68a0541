import type { Door, Me } from '../../sync/office/people.ts';
import type { Office, OfficeTrouble } from '../../sync/office/office.ts';

/** Why a session is over. */
export type End = 'idle' | 'over' | 'ended';

/** Time of this page alone, for a test to drive. */
export interface VisitClock {
  now(): number;
  after(ms: number, call: () => void): () => void;
}

/** How often somebody who works without asking anything tells the node that they are still there. */
const SIGN_OF_LIFE_MS = 60_000;

/** One person's time at the office: the door, the session while somebody is there, and why it ended. */
export class Visit {
  readonly #office: Office;
  readonly #clock: VisitClock;
  #me: Me | undefined = $state.raw();
  #door: Door | undefined = $state.raw();
  #trouble: OfficeTrouble | undefined = $state.raw();
  #wayTrouble: OfficeTrouble | undefined = $state.raw();
  #ended: End | undefined = $state();
  #opening = $state(true);
  /** Somebody asked to leave: what follows is no end to explain. */
  #leaving = false;
  #touchedAt = 0;
  #overAt = Infinity;
  #stopClock = (): void => {};

  constructor(office: Office, clock: VisitClock) {
    this.#office = office;
    this.#clock = clock;
  }

  get me(): Me | undefined {
    return this.#me;
  }

  get door(): Door | undefined {
    return this.#door;
  }

  /** Why the door could not be opened. */
  get trouble(): OfficeTrouble | undefined {
    return this.#trouble;
  }

  get ended(): End | undefined {
    return this.#ended;
  }

  get opening(): boolean {
    return this.#opening;
  }

  /** Why the way through the identity provider led nowhere. */
  get wayTrouble(): OfficeTrouble | undefined {
    return this.#wayTrouble;
  }

  /** Looks at the door, goes on with an earlier session of this tab, and ends the way through the identity provider. */
  async open(): Promise<void> {
    this.#opening = true;
    const [door] = await Promise.all([this.#office.adults.door(), this.#office.session.resume()]);
    this.#trouble = door.ok ? undefined : door.error;
    if (door.ok) this.#door = door.value;
    const back = await this.#office.provider.comeBack();
    if (!back.ok) this.#wayTrouble = back.error;
    this.#opening = false;
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    await this.#office.session.signOut();
    this.#leaving = false;
  }

  /** Somebody touches the page. */
  touch(): void {
    this.#touchedAt = this.#clock.now();
  }

  /** Follows the session; returns the way to stop. */
  follow(): () => void {
    const stop = this.#office.session.me.subscribe((me) => this.#take(me));
    return () => {
      stop();
      this.#stopClock();
    };
  }

  #take(me: Me | undefined): void {
    this.#stopClock();
    if (me && !this.#me) this.#welcome();
    if (!me && this.#me && !this.#leaving) this.#ended ??= 'ended';
    this.#me = me;
    if (!me) return;
    this.#overAt = this.#clock.now() + me.leftMs;
    this.#watch(me, this.#clock.now());
  }

  #welcome(): void {
    this.#ended = undefined;
    this.#wayTrouble = undefined;
    this.touch();
    if (this.#door?.toSetUp) this.#door = { ...this.#door, toSetUp: false };
  }

  /** Ends the session when its time is over or nobody touched the page for too long; keeps it alive while somebody does. */
  #watch(me: Me, toldAt: number): void {
    this.#stopClock = this.#clock.after(SIGN_OF_LIFE_MS, () => {
      const now = this.#clock.now();
      if (now >= this.#overAt) return this.#end('over');
      if (now - this.#touchedAt >= me.idleMs) return this.#end('idle');
      const isNews = this.#touchedAt > toldAt;
      this.#watch(me, isNews ? now : toldAt);
      if (isNews) void this.#office.session.resume();
    });
  }

  #end(end: End): void {
    this.#ended = end;
    void this.#office.session.signOut();
  }
}
