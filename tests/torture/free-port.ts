import { once } from 'node:events';
import { createServer } from 'node:net';

/*
 * Systems give outgoing connections ports from 32768 (Linux) or 49152 up. A node that is dead for a moment must not find its
 * port taken by one of them, nor may a tablet that knocks meanwhile be connected with itself.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** A port that nobody listens on and no outgoing connection will take. */
export async function freePort(chance: () => number): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(chance() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false; // taken: another is tried
  }
  server.close();
  await once(server, 'close');
  return true;
}
