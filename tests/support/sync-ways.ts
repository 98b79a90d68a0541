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
  const { live, response } = await greet(url, device, request);
  live.socket.terminate();
  return response;
};

/** A socket that has said hello and where it stands; throws the refusal where it is refused. */
export async function greet(
  url: string,
  { authorization, cursor }: StrangerClient,
  request: Partial<SyncRequest> = { cursor },
): Promise<{ live: LiveClient; response: SyncResponse }> {
  const live = await new LiveClient(url).opened();
  const [, device, secret] = /^Bearer (.+)\.(.+)$/.exec(authorization) ?? [];
  live.send({ t: 'hello', v: 1, device, secret });
  live.send({ t: 'sync', id: 1, request: whole(request) });
  for (;;) {
    const frame = await live.next();
    if (frame.t === 'refused') throw new Error(`refused: ${frame.refused}`);
    if (frame.id === 1) return { live, response: frame.response };
  }
}

export const SYNC_WAYS: readonly (readonly [name: string, way: SyncWay])[] = [
  ['POST /api/sync', byRequest],
  ['GET /api/live', bySocket],
];
