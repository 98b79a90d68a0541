import { ok } from '../../base/result.ts';
import { AuditPageSchema, ErasureListSchema, OrderedSchema, PupilListSchema } from '../../protocol/office/privacy.ts';
import type { Answer, OfficeLine } from '../../sync/office/line.ts';
import type { ListedClass, PrivacyDesk } from '../../sync/office/privacy.ts';

/** PrivacyDesk by HTTP. */
export class HttpPrivacyDesk implements PrivacyDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  audit(before?: number) {
    const query = before === undefined ? '' : `?before=${before}`;
    return this.#line.ask({ method: 'GET', path: `/api/privacy/audit${query}` }, AuditPageSchema);
  }

  async pupils(): Answer<readonly ListedClass[]> {
    const answer = await this.#line.ask({ method: 'GET', path: '/api/privacy/pupils' }, PupilListSchema);
    return answer.ok ? ok(answer.value.classes) : answer;
  }

  takeOut(what: 'pupil' | 'class', id: string) {
    return this.#line.download({ method: 'GET', path: `/api/privacy/export/${what}/${encodeURIComponent(id)}` });
  }

  erasures() {
    return this.#line.ask({ method: 'GET', path: '/api/privacy/erasures' }, ErasureListSchema);
  }

  async erase(pupil: string, confirm: string): Answer<string> {
    const request = { method: 'POST', path: '/api/privacy/erasures', json: { pupil, confirm } } as const;
    const answer = await this.#line.ask(request, OrderedSchema);
    return answer.ok ? ok(answer.value.id) : answer;
  }

  certificate(erasure: string) {
    const path = `/api/privacy/erasures/${encodeURIComponent(erasure)}/certificate`;
    return this.#line.download({ method: 'GET', path });
  }
}
