import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result.ts';
import { type Enrolment, EnrolmentSchema, RefusalSchema } from '../protocol/messages.ts';

/** An enrolment is a small exchange; an upstream that needs longer is not there. */
const ENROL_LIMIT_MS = 5_000;
/** What an enrolment takes on the disk, with the classes of a large school, in characters. */
const ENROLMENT_ROOM = 4_096;

/** What this node keeps of its own enrolment at the node above. */
export class UpstreamCredential {
  readonly #database: DatabaseSync;
  readonly #url: string;
  /** Told by the upstream, and not on the disk yet. */
  #unkept: Enrolment | undefined;

  constructor(database: DatabaseSync, url: string) {
    this.#database = database;
    this.#url = url;
  }

  /** This node's enrolment at this upstream, if there is one. */
  kept(): Enrolment | undefined {
    if (this.#unkept) return this.#unkept;
    const row = this.#database.prepare('SELECT enrolment FROM upstream WHERE url = ?').get(this.#url);
    const parsed = v.safeParse(v.object({ enrolment: v.pipe(v.string(), v.parseJson(), EnrolmentSchema) }), row);
    return parsed.success ? parsed.output.enrolment : undefined;
  }

  /** Enrols with a code; what is answered serves from now on in the place of what was kept, and `keep` writes it. Throws before the code is spent where the disk takes nothing. */
  async enrol(code: string): Promise<Result<Enrolment, 'unreachable' | 'refused'>> {
    this.#tryDisk();
    const answer = await post(`${this.#url}/api/enrol`, { code });
    if (answer === undefined) return err('unreachable');
    if (v.is(RefusalSchema, answer)) return err('refused');
    const enrolment = v.safeParse(EnrolmentSchema, answer);
    if (!enrolment.success) return err('unreachable'); // something else answers there: a captive portal, a wrong address
    this.#unkept = enrolment.output;
    return ok(enrolment.output);
  }

  /** Writes what the last enrolment answered, where that is still to be done. Throws where the disk does not take it: call again. */
  keep(): void {
    if (!this.#unkept) return;
    this.#write(this.#url, JSON.stringify(this.#unkept));
    this.#unkept = undefined;
  }

  /** A code is good once, and what it gives is told once: the disk is asked first. */
  #tryDisk(): void {
    this.#write('', 'x'.repeat(ENROLMENT_ROOM));
    this.#database.prepare("DELETE FROM upstream WHERE url = ''").run();
  }

  #write(url: string, enrolment: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO upstream (url, enrolment) VALUES (?, ?)').run(url, enrolment);
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
