import type * as Y from 'yjs';
import type { Assignment, Owner } from '../../../classroom/assignment.ts';
import { type Lesson, type Step, filesOf } from '../../../classroom/lesson.ts';
import { pageOf, readWork, textOf } from '../../../classroom/work.ts';
import { escapeHtml, heading, page, paragraph, sayTime } from '../html.ts';
import { fileEntryName } from './entry-names.ts';

export interface WorkOnPaper {
  readonly assignment: Assignment;
  readonly lesson: Lesson | undefined;
  readonly owner: Owner;
  readonly doc: Y.Doc;
}

/** One work as a page that opens anywhere. `up` leads from it to the archive's root. */
export function workPage({ assignment, lesson, owner, doc }: WorkOnPaper, up: string): string {
  const work = readWork(assignment.id, owner.id, doc);
  const steps = lesson?.steps ?? [];
  const known = new Set(steps.map(({ id }) => id));
  const others = [...doc.share.keys()]
    .flatMap((name) => (name.startsWith('page:') ? [name.slice('page:'.length)] : []))
    .filter((step) => !known.has(step));
  const { handIn } = work;
  return page(
    lesson?.title ?? 'Activité',
    [
      paragraph(`Distribuée le ${sayTime(assignment.handedOutAt)}.`),
      assignment.audience.kind === 'group' ? paragraph(`Écrit à plusieurs, dans le groupe « ${owner.name} ».`) : '',
      paragraph(handIn?.handedIn ? `Travail rendu le ${sayTime(handIn.at)}.` : 'Travail non rendu.'),
      ...steps.map((step) => stepPart(step, work.answers[step.id] ?? {}, doc)),
      ...others.map((step) => heading('Page') + text(doc, step)),
      lesson && filesOf(lesson).length > 0 ? files(lesson, up) : '',
    ].join('\n'),
  );
}

function stepPart(step: Step, answers: Readonly<Record<string, readonly string[]>>, doc: Y.Doc): string {
  const top = heading(step.title) + paragraph(step.instruction);
  if (step.kind === 'write') return top + text(doc, step.id);
  if (step.kind !== 'exercise') return top;
  const questions = step.exercise.questions.map((question) => {
    const ticked = (Object.hasOwn(answers, question.id) && answers[question.id]) || [];
    const said = question.choices.filter(({ id }) => ticked.includes(id)).map((choice) => choice.text);
    return `<dt>${escapeHtml(question.text)}</dt><dd>${escapeHtml(said.join(' ; ') || '(sans réponse)')}</dd>`;
  });
  return `${top}<dl>${questions.join('')}</dl>`;
}

function text(doc: Y.Doc, step: string): string {
  const written = textOf(pageOf(doc, step));
  return written === '' ? paragraph('(rien d’écrit)') : `<div class="text">${escapeHtml(written)}</div>`;
}

function files(lesson: Lesson, up: string): string {
  const items = filesOf(lesson).map(
    (ref) => `<li><a href="${up}${fileEntryName(ref)}">${escapeHtml(ref.name || 'fichier')}</a></li>`,
  );
  return `${heading('Documents de la leçon')}<ul>${items.join('')}</ul>`;
}
