import { TrolleyReportSchema } from '../../protocol/office/trolley.ts';
import type { OfficeLine } from '../../sync/office/line.ts';
import type { TrolleyDesk } from '../../sync/office/trolley.ts';

/** TrolleyDesk by HTTP. */
export class HttpTrolleyDesk implements TrolleyDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  report() {
    return this.#line.ask({ method: 'GET', path: '/api/office/trolley' }, TrolleyReportSchema);
  }
}
