import type { CodeWish, DeviceEntry, DevicesDesk } from '../../../sync/office/devices.ts';
import { Attempt } from '../attempt.svelte.ts';
import type { DeviceBoard } from './device-board.svelte.ts';
import { nextNumber } from './numbering.ts';

/** A code on the screen. `endsAt` is of this page's clock: it is shown, the node alone decides. */
export interface ShownCode {
  readonly wish: CodeWish;
  readonly code: string;
  readonly app: string | null;
  readonly endsAt: number;
  /** The devices that were there before it. */
  readonly before: ReadonlySet<string>;
}

interface AddingParts {
  readonly board: DeviceBoard;
  readonly desk: Pick<DevicesDesk, 'makeCode'>;
  readonly now: () => number;
}

/** Devices that join one after the other: a code for each, until the list shows who came with it. */
export class Adding {
  readonly #parts: AddingParts;
  readonly attempt = new Attempt();
  #shown: ShownCode | undefined = $state.raw();
  readonly #joined = $derived.by(() => this.#shown && this.#newcomer(this.#shown));

  constructor(parts: AddingParts) {
    this.#parts = parts;
  }

  get shown(): ShownCode | undefined {
    return this.#shown;
  }

  /** The device that came with the code. */
  get joined(): DeviceEntry | undefined {
    return this.#joined;
  }

  /** The number of the tablet after the one that came. */
  get next(): number {
    return nextNumber(this.#parts.board.devices, this.#shown?.wish.number);
  }

  async show(wish: CodeWish): Promise<void> {
    const { board, desk, now } = this.#parts;
    await board.look(); // who came a moment ago, with an earlier code, is no newcomer
    const answer = await this.attempt.make(() => desk.makeCode(wish));
    if (!answer) return;
    const { code, lifeMs, app } = answer.value;
    const before = new Set(board.devices.map(({ id }) => id));
    this.#shown = { wish, code, app, endsAt: now() + lifeMs, before };
  }

  async showAgain(): Promise<void> {
    if (this.#shown) await this.show(this.#shown.wish);
  }

  async showNext(): Promise<void> {
    if (this.#shown) await this.show({ ...this.#shown.wish, number: this.next });
  }

  /** Back to the choice of what joins. */
  choose(): void {
    this.#shown = undefined;
  }

  #newcomer({ before, wish }: ShownCode): DeviceEntry | undefined {
    return this.#parts.board.newcomer(before, wish);
  }
}
