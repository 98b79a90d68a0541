import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  depth: number;
  speaksUp: boolean;
}

/**
 * A port through which one client's bytes pass, to count its round trips: how long the chain is in which it had to hear before
 * it could go on. Opening a connection is one; what goes on at the same time on several connections counts once.
 */
export class WatchedWay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #depth = 0;

  private constructor(target: URL) {
    this.#server = createServer({ noDelay: true }, (below) => {
      const above = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
      const line: Line = { depth: this.#depth + 1, speaksUp: false };
      this.#carry(below, above, () => this.#up(line));
      this.#carry(above, below, () => this.#down(line));
    });
  }

  static async to(url: string): Promise<WatchedWay> {
    const way = new WatchedWay(new URL(url));
    way.#server.listen(0, '127.0.0.1');
    await once(way.#server, 'listening');
    return way;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Round trips since the last call. */
  take(): number {
    const depth = this.#depth;
    this.#depth = 0;
    return depth;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #up(line: Line): void {
    if (line.speaksUp) return;
    line.speaksUp = true;
    line.depth = Math.max(this.#depth, line.depth) + 1;
  }

  #down(line: Line): void {
    line.speaksUp = false;
    this.#depth = Math.max(this.#depth, line.depth);
  }

  #carry(from: Socket, to: Socket, note: () => void): void {
    this.#sockets.add(from);
    from.on('data', note);
    from.on('error', () => undefined); // followed by `close`
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}
