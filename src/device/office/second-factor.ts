import * as v from 'valibot';
import { ok } from '../../base/result.ts';
import { type Enrolling, EnrollingSchema, RecoverySchema } from '../../protocol/office/second-factor.ts';
import type { Answer, OfficeLine, OfficeRequest } from '../../sync/office/line.ts';
import type { OfficeSession } from '../../sync/office/people.ts';
import type { SecondFactorDesk } from '../../sync/office/second-factor.ts';

/** SecondFactorDesk by HTTP. */
export class HttpSecondFactorDesk implements SecondFactorDesk {
  readonly #line: OfficeLine;
  readonly #session: Pick<OfficeSession, 'resume'>;

  constructor(line: OfficeLine, session: Pick<OfficeSession, 'resume'>) {
    this.#line = line;
    this.#session = session;
  }

  begin(password: string): Answer<Enrolling> {
    return this.#line.ask(post('begin', { password }), EnrollingSchema);
  }

  async confirm(code: string): Answer<readonly string[]> {
    const answer = await this.#line.ask(post('confirm', { code }), RecoverySchema);
    if (!answer.ok) return answer;
    await this.#session.resume();
    return ok(answer.value.codes);
  }

  async turnOff(password: string): Answer<void> {
    const answer = await this.#line.ask(post('off', { password }), v.object({}));
    if (!answer.ok) return answer;
    await this.#session.resume();
    return ok(undefined);
  }
}

const post = (verb: string, json: unknown): OfficeRequest => ({
  method: 'POST',
  path: `/api/adults/second-factor/${verb}`,
  json,
});
