import type { BackupDesk, BackupShelf } from '../../../sync/office/backup.ts';
import type { OfficeTrouble } from '../../../sync/office/office.ts';
import { Attempt } from '../attempt.svelte.ts';

/** How often the node is asked how far it has come, in milliseconds. */
const LOOK_EVERY_MS = 700;

/** The node's backups as they are now, followed while one is made. */
export class Shelf {
  readonly #desk: BackupDesk;
  readonly #attempt = new Attempt();
  #now: BackupShelf | undefined = $state.raw();
  #madeHere = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: BackupDesk) {
    this.#desk = desk;
  }

  get now(): BackupShelf | undefined {
    return this.#now;
  }

  get trouble(): OfficeTrouble | undefined {
    return this.#attempt.trouble;
  }

  /** One that was asked for on this screen is there. */
  get isMade(): boolean {
    return this.#madeHere && this.#now?.making === null && this.#now.failed === null;
  }

  async look(): Promise<void> {
    this.#take((await this.#attempt.make(() => this.#desk.look()))?.value);
  }

  async begin(): Promise<void> {
    this.#madeHere = false;
    const begun = await this.#attempt.make(() => this.#desk.begin());
    this.#madeHere = begun !== undefined;
    this.#take(begun?.value);
  }

  leave(): void {
    clearTimeout(this.#timer);
  }

  /** Where nobody answers, what was known stays, and while one is made it is asked again. */
  #take(shelf: BackupShelf | undefined): void {
    this.#now = shelf ?? this.#now;
    clearTimeout(this.#timer);
    if (this.#now?.making) this.#timer = setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }
}
