import * as v from 'valibot';
import { err, ok } from '../../base/result.ts';
import {
  PROVIDER_PURPOSES,
  PROVIDER_RETURN,
  ProviderBegunSchema,
  type ProviderPurpose,
  type ProviderReturn,
} from '../../protocol/office/provider.ts';
import type { Answer, OfficeLine, OfficeRequest } from '../../sync/office/line.ts';
import type { ProviderWay } from '../../sync/office/provider.ts';
import type { HttpOfficeSession } from './people.ts';

/** Under this name the tab keeps what it began until it comes back. */
const KEPT_UNDER = 'cartable.provider';

const BegunSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ attempt: v.string(), purpose: v.picklist(PROVIDER_PURPOSES) }),
);

interface ProviderWayParts {
  readonly line: OfficeLine;
  readonly session: HttpOfficeSession;
  /** What lasts as long as this tab; undefined where the browser forbids it. */
  readonly keep: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  readonly page: Pick<Window, 'location' | 'history'>;
}

/** ProviderWay by HTTP: the tab goes to the provider and is sent back. */
export class HttpProviderWay implements ProviderWay {
  readonly #parts: ProviderWayParts;
  /** What the provider wrote behind the address, until it is used. */
  #answer: string | undefined;
  /** What was sent when the code of a second factor was asked for. */
  #awaiting: ProviderReturn | undefined;

  constructor(parts: ProviderWayParts) {
    this.#parts = parts;
    const { location, history } = parts.page;
    if (location.pathname !== PROVIDER_RETURN) return;
    this.#answer = location.search.slice(1);
    history.replaceState(null, '', PROVIDER_RETURN); // a code is not for the tab's history, nor for who looks at the screen
  }

  async go(purpose: ProviderPurpose): Answer<void> {
    const { line, keep, page } = this.#parts;
    const begun = await line.ask(post('begin', { purpose }), ProviderBegunSchema);
    if (!begun.ok) return begun;
    keep?.setItem(KEPT_UNDER, JSON.stringify({ attempt: begun.value.attempt, purpose }));
    page.location.assign(begun.value.to);
    return ok(undefined);
  }

  async comeBack(): Answer<ProviderPurpose | undefined> {
    const answer = this.#answer;
    if (answer === undefined) return ok(undefined);
    this.#answer = undefined;
    const { line, session, keep } = this.#parts;
    const begun = v.safeParse(BegunSchema, keep?.getItem(KEPT_UNDER));
    keep?.removeItem(KEPT_UNDER);
    if (!begun.success) return err({ why: 'refused', code: 'provider-over' });
    const { attempt, purpose } = begun.output;
    if (purpose === 'enter') return this.#enter({ attempt, answer });
    const outcome = await line.ask(post('link', { attempt, answer }), v.object({}));
    if (!outcome.ok) return outcome;
    await session.resume();
    return ok(purpose);
  }

  async giveCode(totp: string): Answer<void> {
    if (!this.#awaiting) return err({ why: 'refused', code: 'provider-over' });
    const outcome = await this.#enter({ ...this.#awaiting, totp });
    return outcome.ok ? ok(undefined) : outcome;
  }

  async #enter(back: ProviderReturn): Answer<'enter'> {
    this.#awaiting = back;
    const outcome = await this.#parts.session.begin(post('enter', back));
    return outcome.ok ? ok('enter') : outcome;
  }

  async unlink(): Answer<void> {
    const { line, session } = this.#parts;
    const answer = await line.ask(post('unlink', {}), v.object({}));
    if (!answer.ok) return answer;
    await session.resume();
    return ok(undefined);
  }
}

const post = (verb: string, json: unknown): OfficeRequest => ({
  method: 'POST',
  path: `/api/adults/provider/${verb}`,
  json,
});
