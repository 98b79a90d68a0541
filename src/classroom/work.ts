import * as Y from 'yjs';
import * as v from 'valibot';
import type { Answers } from './exercise.ts';
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

export function readAnswers(doc: Y.Doc): Record<string, Record<string, readonly string[]>> {
  const answers: Record<string, Record<string, readonly string[]>> = {};
  for (const [key, value] of Object.entries(doc.getMap('answers').toJSON())) {
    const [step, question] = key.split('/');
    const ticked = v.safeParse(TickedSchema, value);
    if (step && question && ticked.success) (answers[step] ??= {})[question] = ticked.output;
  }
  return answers;
}

/** A work exists as soon as its id does: an empty document is a work not begun. */
export function readWork(assignment: string, owner: string, doc: Y.Doc): Work {
  return {
    assignment,
    owner,
    handIn: readHandIn(doc),
    answers: readAnswers(doc),
    stepsDone: Object.keys(doc.getMap('stepsDone').toJSON()),
    written: [...doc.share.keys()]
      .filter((name) => name.startsWith('page:'))
      .reduce((sum, name) => sum + textOf(doc.getXmlFragment(name)).length, 0),
  };
}

/** The text of a page without its marks, one line a paragraph. */
export function textOf(page: Y.XmlFragment | Y.XmlElement): string {
  return page
    .toArray()
    .map((node) => (node instanceof Y.XmlText ? plainText(node) : node instanceof Y.XmlElement ? textOf(node) : ''))
    .join(page instanceof Y.XmlElement ? '' : '\n');
}

function plainText(text: Y.XmlText): string {
  return (text.toDelta() as { insert: unknown }[])
    .map((part) => (typeof part.insert === 'string' ? part.insert : ''))
    .join('');
}
