import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { type SyncRequest, type SyncResponse, SyncResponseSchema } from '../../src/protocol/messages.ts';
import { LiveClient } from './live-client.ts';
import type { StrangerClient } from './stranger-client.ts';

/** One exchange of the protocol in a device's name, by one of its two ways. */
export type SyncWay = (url: string, device: StrangerClient, request: Partial<SyncRequest>) => Promise<SyncResponse>;

const whole = (request: Partial<SyncRequest>): SyncRequest => ({
  ...{ v: 1, cursor: null, pushes: [], wants: [] },
  ...request,
});

/** Throws the refusal where the whole request is refused. */
export const byRequest: SyncWay = async (url, { authorization }, request) => {
  const response = await fetch(`${url}/api/sync`, {
    method: 'POST',
    headers: { 'content-type': 'application/cbor', authorization },
    body: encodeMessage(whole(request)) as BodyInit,
  });
  const answer = decodeMessage(new Uint8Array(await response.arrayBuffer()), SyncResponseSchema);
  if (!answer.ok) throw new Error(`refused: ${response.status}`);
  return answer.value;
};

/** Throws the refusal where the socket is refused. */
export const bySocket: SyncWay = async (url, device, request) => {
  const { live } = await greet(url, device);
  live.send({ t: 'sync', id: 1, request: whole(request) });
  for (;;) {
    const frame = await live.next();
    if (frame.t === 'refused') throw new Error(`refused: ${frame.refused}`);
    if (frame.t !== 'sync' || frame.id !== 1) continue;
    live.socket.terminate();
    return frame.response;
  }
};

/** A socket that has said hello; throws the refusal where it was not welcome. */
export async function greet(url: string, { authorization }: StrangerClient): Promise<{ live: LiveClient }> {
  const live = await new LiveClient(url).opened();
  const [, device, secret] = /^Bearer (.+)\.(.+)$/.exec(authorization) ?? [];
  live.send({ t: 'hello', v: 1, device, secret });
  const frame = await live.next();
  if (frame.t === 'refused') throw new Error(`refused: ${frame.refused}`);
  return { live };
}

export const SYNC_WAYS: readonly (readonly [name: string, way: SyncWay])[] = [
  ['POST /api/sync', byRequest],
  ['GET /api/live', bySocket],
];
