import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import { PING_TIMEOUT_MS } from '../../protocol/limits.ts';
import { type Enrolment, EnrolmentSchema, type Ping, PingSchema, RefusalSchema } from '../../protocol/messages.ts';
import type { Trouble } from './trouble.ts';

/** How long joining may take, in milliseconds. */
const ENROL_LIMIT_MS = 10_000;

/** What answers at `base`, or undefined where nothing of ours does in time (S17). */
export async function ping(base: string): Promise<Ping | undefined> {
  const answer = v.safeParse(PingSchema, await ask(`${base}/api/ping`, PING_TIMEOUT_MS, {}));
  return answer.success ? answer.output : undefined;
}

/** Joins the trolley, as a tablet does with the code of its QR. */
export async function enrol(base: string, code: string): Promise<Result<Enrolment, Trouble>> {
  const answer = await ask(`${base}/api/enrol`, ENROL_LIMIT_MS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const enrolment = v.safeParse(EnrolmentSchema, answer);
  if (enrolment.success) return ok(enrolment.output);
  const refusal = v.safeParse(RefusalSchema, answer);
  if (!refusal.success) return err({ kind: 'no-hub', hub: base });
  return err({ kind: refusal.output.refused === 'too-many-tries' ? 'too-many-tries' : 'bad-code' });
}

async function ask(url: string, limitMs: number, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(limitMs) });
    return await response.json();
  } catch {
    return undefined; // no network, no answer in time, or no JSON: all mean "not there now"
  }
}
