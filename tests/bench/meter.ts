import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export interface Bytes {
  readonly up: number;
  readonly down: number;
}

/** Counts the bytes of all sockets that this process opens, as they lie inside TCP. */
export class Meter {
  readonly #open = new Set<Socket>();
  #up = 0;
  #down = 0;

  constructor() {
    subscribe('net.client.socket', (message) => {
      const { socket } = message as { socket: Socket };
      this.#open.add(socket);
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#up += socket.bytesWritten;
        this.#down += socket.bytesRead;
      });
    });
  }

  read(): Bytes {
    const sockets = [...this.#open];
    return {
      up: sockets.reduce((sum, socket) => sum + socket.bytesWritten, this.#up),
      down: sockets.reduce((sum, socket) => sum + socket.bytesRead, this.#down),
    };
  }
}

export const bytesSince = (after: Bytes, before: Bytes): Bytes => ({
  up: after.up - before.up,
  down: after.down - before.down,
});

/** Milliseconds of a clock that all processes of this machine share. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
