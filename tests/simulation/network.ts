import type { SyncRequest, SyncResponse } from '../../src/protocol/messages.ts';
import { type Link, LinkError, type LinkFailure, type LiveLink } from '../../src/sync/ports.ts';
import type { Principal } from '../../src/sync/access.ts';
import type { Life, Scheduler } from './scheduler.ts';
import type { ServerRun } from './server.ts';

/** How a wire misbehaves. */
export interface Weather {
  /** Chance that a message is lost, and that a request arrives twice. */
  loss: number;
  double: number;
  /** Chance that a request arrives without one of its pushes, as from a broken client. */
  holes: number;
}

/** What a process hears with: its own life, and the one that answers now, if any. */
export interface Ends {
  readonly life: Life;
  /** Who this is to the server at this moment. */
  readonly principal: () => Principal;
  /** Calls back when the server drops this device's streams, since its rights have changed; returns the way to stop. */
  readonly onDropped: (call: () => void) => () => void;
  readonly server: () => ServerRun | undefined;
  readonly connected: () => boolean;
  readonly weather: Weather;
  /** Sees every answer that reaches the device, with who it was for, and the classes that it had when it asked. */
  readonly witness: (response: SyncResponse, principal: Principal, classes: readonly string[]) => void;
}

/** One exchange: the request travels, the server answers in its own time, the answer travels; any of it may fail. */
export function requestLink(scheduler: Scheduler, ends: Ends): Link {
  return {
    sync: async (request: SyncRequest): Promise<SyncResponse> => {
      await travel(scheduler, ends);
      const server = ends.server();
      if (!server) throw new LinkError('unreachable');
      const principal = ends.principal();
      // A copy that nobody waits for, and that may come long after the answer.
      const copy = (): void => void server.answer(principal, request).catch(() => undefined);
      if (scheduler.random.chance(ends.weather.double)) scheduler.later(server.life, copy);
      const hole = holeIn(scheduler, ends, request);
      const { classes } = principal;
      const response = await orDeath(server, server.answer(principal, without(request, hole)));
      await travel(scheduler, ends);
      ends.witness(response, principal, classes); // what was said before a class was taken may still be on its way
      return withUnknown(response, hole);
    },
  };
}

/** Which push is left out, if any. */
function holeIn({ random }: Scheduler, { weather }: Ends, { pushes }: SyncRequest): number | undefined {
  return pushes.length > 0 && random.chance(weather.holes) ? random.below(pushes.length) : undefined;
}

function without(request: SyncRequest, hole: number | undefined): SyncRequest {
  return { ...request, pushes: request.pushes.filter((_, index) => index !== hole) };
}

/** The push that never arrived was not answered: it stays pending. */
function withUnknown(response: SyncResponse, hole: number | undefined): SyncResponse {
  if (hole === undefined || response.results.length < hole) return response;
  const results = [...response.results];
  results.splice(hole, 0, { s: 'unknown' });
  return { ...response, results };
}

/** A stream: answers in order, until either end dies or the wire is cut. */
export async function openStream(scheduler: Scheduler, ends: Ends): Promise<LiveLink> {
  await travel(scheduler, ends);
  const server = ends.server();
  if (!server) throw new LinkError('unreachable');
  const principal = ends.principal();
  const session = server.session(principal);
  const listeners: ((failure: LinkFailure) => void)[] = [];
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    stopHearing();
    session.close();
    for (const listener of listeners) listener('unreachable');
  };
  const stopHearing = ends.onDropped(end);
  server.onDeath(() => scheduler.later(ends.life, end));
  const alive = (): boolean => open && ends.connected() && server.life.alive;
  /** Answers and stream arrive in the order in which they were sent, as on a socket. */
  let arrivals: Promise<void> = Promise.resolve();
  const arrive = (response: SyncResponse): Promise<SyncResponse> => {
    const arrival = arrivals.then(async () => {
      await scheduler.point(ends.life);
      if (!alive()) {
        end();
        throw new LinkError('unreachable');
      }
      ends.witness(response, principal, []);
      return response;
    });
    arrivals = arrival.then(
      () => undefined,
      () => undefined, // the one it was for hears of it
    );
    return arrival;
  };
  return {
    sync: async (request) => {
      await scheduler.point(ends.life);
      if (!alive() || scheduler.random.chance(ends.weather.loss)) {
        end();
        throw new LinkError('unreachable');
      }
      const hole = holeIn(scheduler, ends, request);
      return withUnknown(await orDeath(server, session.answer(without(request, hole)).then(arrive)), hole);
    },
    onStream: (listener) => session.onStream((response) => arrive(response).then(listener, () => undefined)), // a dead wire has told its end
    onClose: (listener) => void (open ? listeners.push(listener) : listener('unreachable')),
    close: end,
  };
}

async function travel(scheduler: Scheduler, { life, connected, weather }: Ends): Promise<void> {
  await scheduler.point(life);
  if (!connected() || scheduler.random.chance(weather.loss)) throw new LinkError('unreachable');
}

/** A server that dies while it answers resets the connection. */
function orDeath<Value>(server: ServerRun, answer: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    server.onDeath(() => reject(new LinkError('unreachable')));
    answer.then(resolve, (cause: unknown) => reject(new LinkError('refused', cause)));
  });
}
