import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { Log } from '../../src/base/log.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { encodeMessage } from '../../src/protocol/codec.ts';
import type { SyncResponse } from '../../src/protocol/messages.ts';
import { HELLO_LIMIT_MS, LiveSocket } from '../../src/server/live-socket.ts';

/** The part of a `ws` socket that LiveSocket uses; what is sent leaves only when `leave` is called. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly CLOSED = 3;
  readyState = 1;
  isPaused = false;
  closedWith: number | undefined;
  pings = 0;
  readonly sending: (() => void)[] = [];

  send(_data: Uint8Array, done: () => void): void {
    this.sending.push(done);
  }

  close(code: number): void {
    this.closedWith ??= code;
    this.readyState = this.CLOSED;
    this.emit('close');
  }

  terminate(): void {
    this.close(1006);
  }

  ping(): void {
    this.pings += 1;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  leave(): void {
    for (const done of this.sending.splice(0)) done();
  }
}

const DEVICE = { id: 'tablet-1', role: 'tablet', number: 1, classes: [], account: '' } as const;
const HELLO = encodeMessage({ t: 'hello', v: 1, device: 'tablet-1', secret: 's' });

let fake: FakeSocket;
let socket: LiveSocket;
let send: ((response: SyncResponse) => Promise<void>) | undefined;
const close = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  close.mockClear();
  send = undefined;
  fake = new FakeSocket();
  socket = new LiveSocket({
    webSocket: fake as unknown as WebSocket,
    authenticate: () => DEVICE,
    session: () => ({ answer: () => Promise.reject(new Error('disk full')), onStream: (way) => (send = way), close }),
    log: new Log(() => 0),
  });
});

afterEach(() => vi.useRealTimers());

async function greet(): Promise<void> {
  fake.emit('message', Buffer.from(HELLO), true);
  await vi.waitFor(() => expect(send).toBeDefined());
}

describe('a socket on the server’s side', () => {
  test('[S16] is closed that says no hello in time, as one that may come back and not as one that is unknown', async () => {
    await vi.advanceTimersByTimeAsync(HELLO_LIMIT_MS - 1);
    expect(fake.closedWith).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitFor(() => expect(fake.closedWith).toBe(CLOSE.noHello));
    expect(fake.sending, 'no refusal').toEqual([]);
  });

  test('[S16] is greeted whose hello came in time, though the node was too busy to read it', async () => {
    vi.advanceTimersByTime(HELLO_LIMIT_MS); // first thing after the node stood still, before it looks at what came meanwhile
    await greet();
    expect(fake.closedWith).toBeUndefined();
  });

  test('slows its own stream: a send ends when the bytes have left', async () => {
    await greet();
    const left = vi.fn();
    void send?.({} as SyncResponse).then(left);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(left).not.toHaveBeenCalled();
    fake.leave();
    await vi.waitFor(() => expect(left).toHaveBeenCalled());
  });

  test('ends when it gives no sign of life between two heartbeats', async () => {
    await greet();
    socket.askForLife();
    fake.emit('pong');
    socket.askForLife();
    expect([fake.pings, fake.closedWith]).toEqual([2, undefined]);
    socket.askForLife();
    expect(fake.closedWith).toBe(1006);
    expect(close).toHaveBeenCalledOnce();
  });

  test('stops reading while many frames wait for their answers', async () => {
    for (let frame = 0; frame < 16; frame++) fake.emit('message', Buffer.from(HELLO), true);
    expect(fake.isPaused).toBe(true);
  });

  test('is closed, and not answered, where its pushes could not be stored', async () => {
    await greet();
    const request = { v: 1, cursor: null, pushes: [], wants: [] };
    fake.emit('message', Buffer.from(encodeMessage({ t: 'sync', id: 1, request })), true);
    await vi.waitFor(() => expect(fake.sending).toHaveLength(1));
    fake.leave();
    await vi.waitFor(() => expect(fake.closedWith).toBe(1011));
  });
});
