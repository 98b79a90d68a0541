import { Cell, type Observable } from '../base/observable.ts';
import type { TabChannel } from '../device/tab-channel.ts';
import type { ConnectionView } from '../sync/facade.ts';

/** Name of the channel on which the tabs speak of the connection. */
export const CONNECTION_CHANNEL = 'cartable-connection';

export type ConnectionMessage =
  | { readonly say: 'view'; readonly view: Pick<ConnectionView, 'state' | 'upstream'> }
  /** A new tab asks what the connection is. */
  | { readonly say: 'who' }
  /** A person in another tab wants to try now. */
  | { readonly say: 'connect' };

const WORDS: readonly unknown[] = ['view', 'who', 'connect'] satisfies ConnectionMessage['say'][];

export const isConnectionMessage = (data: unknown): data is ConnectionMessage =>
  typeof data === 'object' && data !== null && 'say' in data && WORDS.includes(data.say);

/** What this tab needs of the connection when it is the one that leads (S15). */
export interface LedConnection {
  readonly view: Observable<Pick<ConnectionView, 'state' | 'upstream'>>;
  connectNow(): void;
}

/** The one connection of this device, as every tab shows it: the leading tab tells, the others repeat it. */
export class SharedConnection {
  readonly #channel: TabChannel<ConnectionMessage>;
  readonly #view = new Cell<ConnectionView>({ state: 'starting', upstream: undefined, elsewhere: false });
  #led: LedConnection | undefined;

  constructor(channel: TabChannel<ConnectionMessage>) {
    this.#channel = channel;
    channel.subscribe((message) => this.#hear(message));
    channel.send({ say: 'who' });
  }

  get view(): Observable<ConnectionView> {
    return this.#view;
  }

  connectNow(): void {
    if (this.#led) this.#led.connectNow();
    else this.#channel.send({ say: 'connect' });
  }

  /** From now on this tab leads, and this is its connection; returns the way to end that. */
  lead(connection: LedConnection): () => void {
    this.#led = connection;
    const stop = connection.view.subscribe((view) => {
      this.#view.set({ ...view, elsewhere: false });
      this.#tell();
    });
    return () => {
      stop();
      this.#led = undefined;
    };
  }

  #hear(message: ConnectionMessage): void {
    if (!this.#led) {
      if (message.say === 'view') this.#view.set({ ...message.view, elsewhere: true });
    } else if (message.say === 'who') this.#tell();
    else if (message.say === 'connect') this.#led.connectNow();
  }

  #tell(): void {
    const { state, upstream } = this.#view.value;
    this.#channel.send({ say: 'view', view: { state, upstream } });
  }
}
