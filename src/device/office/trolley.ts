import { ok } from '../../base/result.ts';
import { type TrolleyReport, TrolleyReportSchema } from '../../protocol/office/trolley.ts';
import type { Answer, OfficeLine } from '../../sync/office/line.ts';
import type { TrolleyDesk } from '../../sync/office/trolley.ts';

/** TrolleyDesk by HTTP. */
export class HttpTrolleyDesk implements TrolleyDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  async report(): Answer<TrolleyReport | undefined> {
    const answer = await this.#line.ask({ method: 'GET', path: '/api/office/trolley' }, TrolleyReportSchema);
    if (answer.ok || answer.error.why !== 'refused' || answer.error.code !== 'not-found') return answer;
    return ok(undefined);
  }
}
