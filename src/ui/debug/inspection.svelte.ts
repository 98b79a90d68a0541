import type { Cartable, DebugReport } from '../../sync/facade.ts';

/** The engine's report as it was last read. A store that cannot be read is said, not hidden. */
export class Inspection {
  readonly #cartable: Pick<Cartable, 'debug' | 'log'>;
  #report: DebugReport | undefined = $state.raw();
  #failed = $state(false);

  constructor(cartable: Pick<Cartable, 'debug' | 'log'>) {
    this.#cartable = cartable;
  }

  get report(): DebugReport | undefined {
    return this.#report;
  }

  get failed(): boolean {
    return this.#failed;
  }

  async read(): Promise<void> {
    try {
      this.#report = await this.#cartable.debug();
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#cartable.log.error('the device could not be read', { error: String(error) });
      this.#failed = true;
    }
  }
}
