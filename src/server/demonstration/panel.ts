import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Cell } from '../../base/observable.ts';
import type { Code } from '../enrolment.ts';
import { readJson } from '../http.ts';
import { RefusalError } from '../refusals.ts';
import type { Gate } from './gate.ts';
import { onParentMessage, tellParent } from './ipc.ts';

/** How long the ENT's process may take to shut or open its gate. */
const UPLINK_LIMIT_MS = 3_000;

const WishSchema = v.object({ wifi: v.optional(v.boolean()), uplink: v.optional(v.boolean()) });

/** A device that a visitor may play: the code that makes it, and its number, 0 for the teacher. */
interface DemonstrationPart {
  readonly tablet: number;
  readonly code: string;
}

/** `GET` and `POST /api/demonstration`: whether tablets reach the hub, and the hub the ENT; on an embedded demonstration only. */
export class Panel {
  readonly #gate: Gate;
  readonly #parts: readonly DemonstrationPart[];
  readonly #uplink = new Cell(true);

  constructor(gate: Gate, codes: readonly Code[]) {
    this.#gate = gate;
    this.#parts = codes.map(({ number, code }) => ({ tablet: number, code }));
    onParentMessage((message) => message.t === 'uplink' && this.#uplink.set(message.open));
  }

  routes(app: FastifyInstance): void {
    app.get('/api/demonstration', async (_request, reply) =>
      reply.header('cache-control', 'no-store').send(this.#state()),
    );
    app.get('/api/demonstration/parts', async (_request, reply) =>
      reply.header('cache-control', 'no-store').send(this.#parts),
    );
    app.post('/api/demonstration', async (request, reply) => {
      requireSameOrigin(request);
      const { wifi, uplink } = await readJson(request, WishSchema);
      if (uplink !== undefined) await this.#wishUplink(uplink);
      if (wifi !== undefined) this.#gate.set(wifi, request.raw.socket);
      return reply.header('cache-control', 'no-store').send(this.#state());
    });
  }

  #state(): { wifi: boolean; uplink: boolean } {
    return { wifi: this.#gate.open, uplink: this.#uplink.value };
  }

  /** Resolves when the ENT's process has done so. */
  async #wishUplink(open: boolean): Promise<void> {
    if (this.#uplink.value === open) return;
    if (!tellParent({ t: 'wish-uplink', open })) throw new RefusalError('no-right'); // a hub by itself cuts no ENT
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(limit);
        stop();
        resolve();
      };
      const limit = setTimeout(done, UPLINK_LIMIT_MS); // the state that is answered then says that it did not happen
      const stop = this.#uplink.subscribe((now) => now === open && setImmediate(done));
    });
  }
}

function requireSameOrigin({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host))
    throw new RefusalError('no-right');
}
