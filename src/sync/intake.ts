import type { Log } from '../base/log.ts';
import type { DocumentId } from '../classroom/document-id.ts';
import { MAX_UPDATE_BYTES } from '../protocol/limits.ts';
import type { Author, Push, PushResult } from '../protocol/messages.ts';
import type { Access, Principal, Verdict } from './access.ts';
import type { Inspection, Inspector } from './inspector.ts';
import type { DraftRow, LogStore } from './ports.ts';
import type { Publication } from './publication.ts';

/** Results in the order of the pushes, and the log positions of the rows that they made. */
export interface Taken {
  readonly results: PushResult[];
  readonly own: ReadonlySet<number>;
}

interface Submission {
  readonly principal: Principal;
  readonly pushes: readonly Push[];
  readonly resolve: (taken: Taken) => void;
  readonly reject: (cause: unknown) => void;
}

interface Accepted {
  readonly draft: DraftRow;
  readonly news: boolean;
}

/** A push's result, and the position of the row that it made. */
type Answer = { readonly result: PushResult; readonly own: number | undefined };
type Outcome = PushResult | Accepted | 'later';
type Item = { readonly principal: Principal; readonly push: Push };

/** Kinds on which the rights of later pushes rest; a batch is taken in this order, so that one batch may bring all of them. */
const RIGHTS_FIRST = ['class/', 'lesson/', 'assignment/'];
const waveOf = (doc: DocumentId): number => {
  const index = RIGHTS_FIRST.findIndex((prefix) => doc.startsWith(prefix));
  return index === -1 ? RIGHTS_FIRST.length : index;
};

/**
 * Takes pushes from below: right, decoding, one transaction with its fsync, then the answers, then the others are told (S2).
 * Whatever arrives while a batch is on its way shares the next transaction (group commit).
 */
export class Intake {
  readonly #log: LogStore;
  readonly #access: Access;
  readonly #inspector: Inspector;
  readonly #publication: Publication;
  readonly #journal: Log;
  #queue: Submission[] = [];
  #running = false;

  constructor(parts: { log: LogStore; access: Access; inspector: Inspector; publication: Publication; journal: Log }) {
    this.#log = parts.log;
    this.#access = parts.access;
    this.#inspector = parts.inspector;
    this.#publication = parts.publication;
    this.#journal = parts.journal;
  }

  /** Rejects with StorageFailure when nothing of these pushes could be stored. */
  submit(principal: Principal, pushes: readonly Push[]): Promise<Taken> {
    if (pushes.length === 0) return Promise.resolve({ results: [], own: new Set() });
    return new Promise((resolve, reject) => {
      this.#queue.push({ principal, pushes, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        const answers = await this.#take(batch);
        batch.forEach((submission, index) => submission.resolve(takenOf(answers[index]!)));
      } catch (cause) {
        this.#inspector.forget(batch.flatMap(({ pushes }) => pushes.map((push) => push.doc)));
        for (const submission of batch) submission.reject(cause);
      }
    }
    this.#running = false;
  }

  async #take(batch: readonly Submission[]): Promise<Answer[][]> {
    const results = batch.map(({ pushes }) => new Array<Answer>(pushes.length));
    for (let wave = 0; wave <= RIGHTS_FIRST.length; wave++) {
      const items = batch.flatMap(({ principal, pushes }, submission) =>
        pushes.flatMap((push, index) => (waveOf(push.doc) === wave ? [{ principal, push, submission, index }] : [])),
      );
      if (items.length === 0) continue;
      const answers = await this.#takeWave(items);
      items.forEach(({ submission, index }, place) => (results[submission]![index] = answers[place]!));
    }
    return results;
  }

  /** Pushes that follow a refused one of their document are judged again once the good ones before them are stored. */
  async #takeWave(items: readonly Item[]): Promise<Answer[]> {
    const refusals = items.map((item) => this.#refusalBefore(item));
    const decoded = items.filter((_, index) => !refusals[index]);
    const inspections = await this.#inspector.inspect(decoded.map(({ push }) => push));
    const bindings = await this.#bindings(decoded.map(({ push }) => push.doc));
    const spoilt = new Set<DocumentId>();
    let next = 0;
    const outcomes = items.map(({ principal, push }, index): Outcome => {
      const refusal = refusals[index];
      if (refusal) return refusal;
      const inspection = inspections[next++]!;
      if (spoilt.has(push.doc) || inspection.verdict === 'later') return 'later';
      const outcome = this.#judge(principal, push, inspection, bindings.get(push.doc)!);
      if ('s' in outcome) spoilt.add(push.doc);
      return outcome;
    });
    this.#inspector.forget(spoilt);
    const stored = await this.#store(outcomes);
    const later = items.filter((_, index) => outcomes[index] === 'later');
    const laterResults = later.length > 0 ? await this.#takeWave(later) : [];
    return stored.map((answer) => answer ?? laterResults.shift()!);
  }

  #refusalBefore({ principal, push }: Item): PushResult | undefined {
    if (push.update.byteLength > MAX_UPDATE_BYTES) return { s: 'bad', why: 'too-big' };
    return resultOf(this.#access.mayPush(principal, push));
  }

  #judge(
    principal: Principal,
    push: Push,
    inspection: Exclude<Inspection, { verdict: 'later' }>,
    bound: Map<number, string>,
  ): PushResult | Accepted {
    if (inspection.verdict === 'bad') return this.#refuse(push, { s: 'bad', why: inspection.why });
    if (inspection.verdict === 'gap') return this.#refuse(push, { s: 'need-sv', sv: inspection.sv });
    const denied = resultOf(this.#access.mayResult(principal, push, inspection.projection));
    if (denied) return this.#refuse(push, denied);
    const named = new Map(push.authors?.map((author) => [author[0], author]));
    const authors = inspection.clients.map((client): Author => named.get(client) ?? [client, push.author, push.device]);
    // A clientID belongs to the account that first used it (S8): writing under another's would hide that person's later edits.
    if (authors.some(([client, account]) => (bound.get(client) ?? account) !== account)) {
      return this.#refuse(push, { s: 'denied', why: 'client-id-taken' });
    }
    for (const [client, account] of authors) bound.set(client, account);
    const { doc, update, author, device } = push;
    return { draft: { doc, update, author, device, authors }, news: inspection.news };
  }

  #refuse(push: Push, result: PushResult): PushResult {
    this.#journal.warn('push refused', { doc: push.doc, device: push.device, result: result.s });
    return result;
  }

  async #bindings(docs: readonly DocumentId[]): Promise<Map<DocumentId, Map<number, string>>> {
    const ids = [...new Set(docs)];
    const states = await this.#log.documents(ids);
    return new Map(
      ids.map((id, index) => [id, new Map(states[index]!.authors.map(([client, account]) => [client, account]))]),
    );
  }

  /** One transaction for all that is new; what the log had already counts as stored where the log ends now. */
  async #store(outcomes: readonly Outcome[]): Promise<(Answer | undefined)[]> {
    const drafts = outcomes.flatMap((outcome) => (isAccepted(outcome) && outcome.news ? [outcome.draft] : []));
    const head = drafts.length > 0 ? await this.#log.append(drafts) : await this.#log.head();
    const published = drafts.length > 0 ? this.#publication.grown() : Promise.resolve();
    // Later pushes may rest on a class or an assignment of this batch; the others' answers need not wait for the projections.
    if (drafts.some((draft) => waveOf(draft.doc) < RIGHTS_FIRST.length)) await published;
    let position = head.seq - drafts.length;
    return outcomes.map((outcome): Answer | undefined => {
      if (outcome === 'later') return undefined;
      if (!isAccepted(outcome)) return { result: outcome, own: undefined };
      if (!outcome.news) return { result: { s: 'ok', seq: head.seq }, own: undefined };
      position += 1;
      return { result: { s: 'ok', seq: position }, own: position };
    });
  }
}

function takenOf(answers: readonly Answer[]): Taken {
  return {
    results: answers.map((answer) => answer.result),
    own: new Set(answers.flatMap(({ own }) => (own === undefined ? [] : [own]))),
  };
}

const isAccepted = (outcome: Outcome): outcome is Accepted => typeof outcome === 'object' && 'draft' in outcome;

function resultOf(verdict: Verdict): PushResult | undefined {
  switch (verdict) {
    case 'yes':
      return undefined;
    case 'unknown':
    case 'gone':
      return { s: verdict };
    case 'bad-document-id':
      return { s: 'bad', why: 'bad-document-id' };
    default:
      return { s: 'denied', why: verdict };
  }
}
