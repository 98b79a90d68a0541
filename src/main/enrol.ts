import * as v from 'valibot';
import { err, ok, type Result } from '../base/result.ts';
import { type Enrolment, EnrolmentSchema, RefusalSchema } from '../protocol/messages.ts';
import type { EnrolTrouble } from '../sync/facade.ts';

/** How long joining may take, in milliseconds: a person stands and waits. */
export const ENROL_TIMEOUT_MS = 10_000;

/** Gives the code to the upstream, and what this device becomes by it. */
export async function enrol(code: string, fetch: typeof globalThis.fetch): Promise<Result<Enrolment, EnrolTrouble>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), ENROL_TIMEOUT_MS);
  try {
    const response = await fetch('/api/enrol', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      cache: 'no-store',
      signal: timeout.signal,
    });
    return outcome(await response.json());
  } catch {
    return err('unreachable'); // no network, no answer in time, or something else than a trolley answered
  } finally {
    clearTimeout(timer);
  }
}

function outcome(answer: unknown): Result<Enrolment, EnrolTrouble> {
  const enrolment = v.safeParse(EnrolmentSchema, answer);
  if (enrolment.success) return ok(enrolment.output);
  const refusal = v.safeParse(RefusalSchema, answer);
  if (!refusal.success || refusal.output.refused === 'internal') return err('unreachable');
  const { refused } = refusal.output;
  return err(refused === 'too-many-tries' || refused === 'code-used' || refused === 'code-over' ? refused : 'bad-code');
}
