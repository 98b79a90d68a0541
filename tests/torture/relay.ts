import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A port through which all bytes to a node pass, so that a connection can be torn where it hurts: in the middle of what one
 * side sent at once, which is a frame, a request or an answer of which the other side gets the beginning only.
 */
export class Relay {
  readonly #port: number;
  readonly #chance: () => number;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #toTear = 0;
  #torn = 0;

  private constructor(port: number, chance: () => number) {
    this.#port = port;
    this.#chance = chance;
    this.#server = createServer({ noDelay: true }, (below) => this.#join(below));
  }

  /** Listens before a node's port; the node need not be there yet. */
  static async before(port: number, chance: () => number): Promise<Relay> {
    const relay = new Relay(port, chance);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections torn so far. */
  get torn(): number {
    return this.#torn;
  }

  /** Tears the connections of the next `count` pieces that come by, whichever way they go. */
  tear(count: number): void {
    this.#toTear += count;
  }

  /** Tears nothing more. */
  spare(): void {
    this.#toTear = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #join(below: Socket): void {
    const above = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    this.#carry(below, above);
    this.#carry(above, below);
  }

  #carry(from: Socket, to: Socket): void {
    this.#open.add(from);
    from.on('error', () => undefined); // followed by `close`, which is all that the other end needs to know
    from.on('close', () => {
      this.#open.delete(from);
      to.destroy();
    });
    from.on('data', (piece: Buffer) => this.#pass(piece, from, to));
    from.on('end', () => to.end());
  }

  #pass(piece: Buffer, from: Socket, to: Socket): void {
    if (this.#toTear > 0 && piece.byteLength > 1) {
      this.#toTear -= 1;
      this.#torn += 1;
      from.pause();
      const kept = 1 + Math.floor(this.#chance() * (piece.byteLength - 1));
      return void to.write(piece.subarray(0, kept), () => [from, to].forEach((socket) => socket.destroy()));
    }
    if (to.write(piece)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}
