import * as Y from 'yjs';
import * as v from 'valibot';
import type { Answers } from './exercise.ts';
import { entriesOf } from './fields.ts';
import { type HandIn, readHandIn } from './hand-in.ts';

const TickedSchema = v.array(v.pipe(v.string(), v.maxLength(64)));

/** A pupil's or a group's work as the screens list it; the page itself is read from its document. */
export interface Work {
  readonly assignment: string;
  readonly owner: string;
  readonly handIn: HandIn | undefined;
  /** By step id, then by question id. */
  readonly answers: Readonly<Record<string, Answers>>;
  /** Ids of the steps the pupil has finished. */
  readonly stepsDone: readonly string[];
  /** Characters written on its pages. */
  readonly written: number;
}

/** The page of a `write` step: a ProseMirror document in a Y.XmlFragment. */
export function pageOf(doc: Y.Doc, step: string): Y.XmlFragment {
  return doc.getXmlFragment(`page:${step}`);
}

/** Ticks choices of one question; the last writer's whole choice stands. */
export function answer(doc: Y.Doc, step: string, question: string, ticked: readonly string[]): void {
  doc.getMap('answers').set(`${step}/${question}`, [...ticked]);
}

/** The pupil went past this step; marking it twice writes nothing. */
export function finishStep(doc: Y.Doc, step: string): void {
  if (doc.getMap('stepsDone').get(step) !== true) doc.getMap('stepsDone').set(step, true);
}

const ANSWER_KEY = /^([A-Za-z0-9_-]{1,64})\/([A-Za-z0-9_-]{1,64})$/;
const STEP_KEY = /^[A-Za-z0-9_-]{1,64}$/;

export function readAnswers(doc: Y.Doc): Record<string, Record<string, readonly string[]>> {
  const answers = new Map<string, [question: string, ticked: string[]][]>();
  for (const [key, value] of entriesOf(doc.getMap('answers'))) {
    const [, step, question] = ANSWER_KEY.exec(key) ?? [];
    const ticked = v.safeParse(TickedSchema, value);
    if (!step || !question || !ticked.success) continue;
    answers.set(step, [...(answers.get(step) ?? []), [question, ticked.output]]);
  }
  // Keys come from pupils' tablets: `fromEntries` makes own properties of them, even of `__proto__`.
  return Object.fromEntries([...answers].map(([step, given]) => [step, Object.fromEntries(given)]));
}

function readStepsDone(doc: Y.Doc): string[] {
  return entriesOf(doc.getMap('stepsDone')).flatMap(([step, done]) =>
    done === true && STEP_KEY.test(step) ? [step] : [],
  );
}

/** A work exists as soon as its id does: an empty document is a work not begun. */
export function readWork(assignment: string, owner: string, doc: Y.Doc): Work {
  return {
    assignment,
    owner,
    handIn: readHandIn(doc),
    answers: readAnswers(doc),
    stepsDone: readStepsDone(doc),
    written: [...doc.share.keys()]
      .filter((name) => name.startsWith('page:'))
      .reduce((sum, name) => sum + textOf(doc.getXmlFragment(name)).length, 0),
  };
}

/** How deep a page is read. An editor's lists in lists stay below ten; a stranger's page may be deeper than the stack. */
const MAX_PAGE_DEPTH = 32;

/** The text of a page without its marks, one line a paragraph. */
export function textOf(page: Y.XmlFragment): string {
  return textsIn(page, MAX_PAGE_DEPTH).join('\n');
}

function textsIn(parent: Y.XmlFragment, depth: number): string[] {
  return parent.toArray().map((node) => {
    if (node instanceof Y.XmlText) return plainText(node);
    return node instanceof Y.XmlElement && depth > 0 ? textsIn(node, depth - 1).join('') : '';
  });
}

function plainText(text: Y.XmlText): string {
  return (text.toDelta() as { insert: unknown }[])
    .map((part) => (typeof part.insert === 'string' ? part.insert : ''))
    .join('');
}
