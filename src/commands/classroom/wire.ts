import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * One tablet's way to the hub: a port of this machine through which all its bytes pass on, so that they can be counted and
 * the way be cut, as by a tablet that leaves the room. Counted are the bytes inside TCP, with the framing of HTTP and
 * WebSocket, compressed as they travel, without TLS.
 */
export class Wire {
  readonly #hub: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #whole = true;
  #up = 0;
  #down = 0;

  private constructor(hub: URL) {
    this.#hub = hub;
    this.#server = createServer({ noDelay: true }, (tablet) => this.#join(tablet));
  }

  static async lay(hub: URL): Promise<Wire> {
    const wire = new Wire(hub);
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  /** Where the tablet finds the hub. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get bytesUp(): number {
    return this.#up;
  }

  get bytesDown(): number {
    return this.#down;
  }

  cut(): void {
    this.#whole = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#whole = true;
  }

  async close(): Promise<void> {
    this.cut();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #join(tablet: Socket): void {
    if (!this.#whole) return void tablet.destroy();
    const hub = this.#reach();
    this.#hold(tablet, hub, (bytes) => (this.#up += bytes));
    this.#hold(hub, tablet, (bytes) => (this.#down += bytes));
  }

  #reach(): Socket {
    const { protocol, hostname, port } = this.#hub;
    const host = hostname.replace(/^\[|\]$/g, ''); // an IPv6 address in a URL wears brackets
    if (protocol === 'https:') return connectTls({ host, port: Number(port || 443), servername: host });
    return connect({ host, port: Number(port || 80), noDelay: true });
  }

  #hold(from: Socket, to: Socket, count: (bytes: number) => void): void {
    this.#sockets.add(from);
    from.on('data', (chunk: Buffer) => count(chunk.byteLength));
    from.on('error', () => undefined); // followed by `close`, which is all that the other end needs to know
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}
