import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Choice, Choices } from '../../classroom/roster/choices.ts';
import { IMPORT_MODES, type ImportMode } from '../../classroom/roster/comparison.ts';
import { MAX_ROSTER_BYTES } from '../../classroom/roster/roster.ts';
import {
  ChoicesSchema,
  type DraftAnswer,
  MAX_CHOICES_BYTES,
  MAX_REFUSED_TOLD,
  type RosterState,
  type Undo,
} from '../../protocol/office/roster.ts';
import { readCappedBody } from '../capped-body.ts';
import { readJson } from '../http.ts';
import type { RequireAdult } from '../people/adult.ts';
import { RefusalError } from '../refusals.ts';
import type { RosterDesk } from './roster-desk.ts';

type WithMode = FastifyRequest<{ Querystring: { mode?: string } }>;
type OfId = FastifyRequest<{ Params: { id: string } }>;

/** `/api/roster/…`: what a file would change, what is saved of it, and the last import taken back. */
export function rosterRoutes(
  app: FastifyInstance,
  { desk, requireAdult }: { readonly desk: RosterDesk; readonly requireAdult: RequireAdult },
): void {
  app.get('/api/roster', async (request, reply) => {
    requireAdult(request, 'import-roster');
    return answer(reply, (await desk.state()) satisfies RosterState);
  });
  app.post('/api/roster/drafts', async (request: WithMode, reply) => {
    const { account } = requireAdult(request, 'import-roster');
    const mode = request.query.mode ?? 'update';
    if (!isMode(mode)) throw new RefusalError('bad-message');
    const bytes = await readCappedBody(request.raw, MAX_ROSTER_BYTES);
    return answer(reply, await draftOf(desk, bytes, mode, account));
  });
  app.post('/api/roster/drafts/:id/apply', async (request: OfId, reply) => {
    const { account } = requireAdult(request, 'import-roster');
    const choices = choicesIn((await readJson(request, ChoicesSchema, MAX_CHOICES_BYTES)).choices);
    const draft = desk.find(request.params.id, account);
    if (!draft) throw new RefusalError('not-found');
    requireAdult(request, 'import-roster', await desk.aboutOf(draft, choices));
    const applied = await desk.apply(draft, choices);
    if (!applied) throw new RefusalError('bad-message');
    return answer(reply, applied);
  });
  app.post('/api/roster/imports/:id/undo', async (request: OfId, reply) => {
    requireAdult(request, 'import-roster', [request.params.id]);
    const undo: Undo | undefined = await desk.undo(request.params.id);
    if (!undo) throw new RefusalError('not-found');
    return answer(reply, { undo });
  });
}

async function draftOf(desk: RosterDesk, bytes: Uint8Array, mode: ImportMode, account: string): Promise<DraftAnswer> {
  const draft = await desk.draft(bytes, mode, account);
  if (!draft.ok) return { kind: 'failure', failure: draft.error };
  const { id, compared, read } = draft.value;
  const { refused, dropped, pupils } = read.roster;
  return {
    kind: 'draft',
    id,
    format: read.format,
    pupils: pupils.length,
    refused: refused.slice(0, MAX_REFUSED_TOLD),
    refusedInAll: refused.length,
    dropped,
    mode,
    classes: compared.classes,
    rows: compared.rows,
    elsewhere: compared.elsewhere,
  };
}

const isMode = (text: string): text is ImportMode => (IMPORT_MODES as readonly string[]).includes(text);

/** What they mean is for the draft to say: it knows each row's own choices. */
const choicesIn = (choices: Record<string, string>): Choices => new Map(Object.entries(choices) as [string, Choice][]);

const answer = (reply: FastifyReply, body: object): FastifyReply =>
  reply.header('cache-control', 'no-store').send(body);
