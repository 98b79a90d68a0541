import { ok } from '../../base/result.ts';
import type { ImportMode } from '../../classroom/roster/comparison.ts';
import { AppliedSchema, DraftSchema, RosterStateSchema, UndoneSchema } from '../../protocol/office/roster.ts';
import type { Answer, OfficeLine } from '../../sync/office/line.ts';
import type { RosterDesk, Undo } from '../../sync/office/roster.ts';

/** RosterDesk by HTTP. */
export class HttpRosterDesk implements RosterDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  state() {
    return this.#line.ask({ method: 'GET', path: '/api/roster' }, RosterStateSchema);
  }

  read(file: Blob, mode: ImportMode) {
    return this.#line.ask({ method: 'POST', path: `/api/roster/drafts?mode=${mode}`, file }, DraftSchema);
  }

  apply(draft: string, choices: ReadonlyMap<string, string>) {
    const path = `/api/roster/drafts/${encodeURIComponent(draft)}/apply`;
    return this.#line.ask({ method: 'POST', path, json: { choices: Object.fromEntries(choices) } }, AppliedSchema);
  }

  async undo(id: string): Answer<Undo> {
    const path = `/api/roster/imports/${encodeURIComponent(id)}/undo`;
    const answer = await this.#line.ask({ method: 'POST', path }, UndoneSchema);
    return answer.ok ? ok(answer.value.undo) : answer;
  }
}
