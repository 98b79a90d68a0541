import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result.ts';
import { type Enrolment, EnrolmentSchema, RefusalSchema } from '../protocol/messages.ts';

/** An enrolment is a small exchange; an upstream that needs longer is not there. */
const ENROL_LIMIT_MS = 5_000;

/** What this node keeps of its own enrolment at the node above. */
export class UpstreamCredential {
  readonly #database: DatabaseSync;
  readonly #url: string;

  constructor(database: DatabaseSync, url: string) {
    this.#database = database;
    this.#url = url;
  }

  /** The enrolment kept on disk, if there is one for this upstream. */
  kept(): Enrolment | undefined {
    const row = this.#database.prepare('SELECT enrolment FROM upstream WHERE url = ?').get(this.#url);
    const parsed = v.safeParse(v.object({ enrolment: v.pipe(v.string(), v.parseJson(), EnrolmentSchema) }), row);
    return parsed.success ? parsed.output.enrolment : undefined;
  }

  /** The upstream does not know this node any more. */
  forget(): void {
    this.#database.prepare('DELETE FROM upstream WHERE url = ?').run(this.#url);
  }

  /** Enrols with a code and keeps the outcome on disk. */
  async enrol(code: string): Promise<Result<Enrolment, 'unreachable' | 'refused'>> {
    const answer = await post(`${this.#url}/api/enrol`, { code });
    if (answer === undefined) return err('unreachable');
    if (v.is(RefusalSchema, answer)) return err('refused');
    const enrolment = v.safeParse(EnrolmentSchema, answer);
    if (!enrolment.success) return err('unreachable'); // something else answers there: a captive portal, a wrong address
    this.#database
      .prepare('INSERT OR REPLACE INTO upstream (url, enrolment) VALUES (?, ?)')
      .run(this.#url, JSON.stringify(enrolment.output));
    return ok(enrolment.output);
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(ENROL_LIMIT_MS),
    });
    return await response.json();
  } catch {
    return undefined; // no network, no answer, or no JSON: all are "not reachable now", and it is tried again
  }
}
