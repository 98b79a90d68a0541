import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { writeClass } from '../../classroom/class-document.ts';
import { classDocument, lessonDocument, type DocumentId } from '../../classroom/document-id.ts';
import { writeLesson } from '../../classroom/lesson.ts';
import { PROTOCOL_VERSION } from '../../protocol/limits.ts';
import type { Push } from '../../protocol/messages.ts';
import { type Principal, SCHOOL_ACCOUNT } from '../../sync/access.ts';
import type { FileStore, LogStore } from '../../sync/ports.ts';
import type { Responder } from '../../sync/responder.ts';
import { newYDoc } from '../../sync/ydoc.ts';
import { DEMONSTRATION_LESSON, demonstrationLesson } from './lesson.ts';
import { demonstrationClasses } from './school.ts';

interface SeedParts {
  readonly responder: Responder;
  readonly store: LogStore;
  readonly files: FileStore;
  /** This node's own name, under which it imports. */
  readonly device: string;
}

/**
 * Gives an empty ENT the school of the demonstration, as an import would: by pushes, in the node's own name. Nothing happens
 * where the log holds anything else; a seed that a crash cut short is completed.
 */
export async function seedDemonstration({ responder, store, files, device }: SeedParts): Promise<void> {
  const classes = await demonstrationClasses();
  const wanted = [...classes.map(({ id }) => classDocument(id)), lessonDocument(DEMONSTRATION_LESSON)];
  const there = await store.documentIds();
  if (there.some((id) => !wanted.includes(id)) || wanted.every((id) => there.includes(id))) return;

  const write = (doc: DocumentId, content: unknown, change: (ydoc: Y.Doc) => void): Push => {
    const ydoc = newYDoc();
    ydoc.clientID = clientIdOf(content);
    change(ydoc);
    return { doc, update: new Uint8Array(Y.encodeStateAsUpdate(ydoc)), author: SCHOOL_ACCOUNT, device };
  };
  const lesson = await demonstrationLesson(files);
  const pushes = [
    ...classes.map((value) => write(classDocument(value.id), value, (ydoc) => writeClass(ydoc, value))),
    write(lessonDocument(DEMONSTRATION_LESSON), lesson, (ydoc) => writeLesson(ydoc, lesson)),
  ].filter((push) => !there.includes(push.doc));

  const principal: Principal = { device, role: 'node', classes: [], account: SCHOOL_ACCOUNT };
  const { results } = await responder.answer(principal, { v: PROTOCOL_VERSION, cursor: null, pushes, wants: [] });
  const refused = results.findIndex((result) => result.s !== 'ok');
  if (refused >= 0)
    throw new Error(`the demonstration's ${pushes[refused]?.doc} was refused: ${JSON.stringify(results[refused])}`);
}

/**
 * The demonstration's documents are templates, whose bytes are the same wherever they are made (S7): an ENT that was emptied and
 * meets its old hub must not hold its lesson twice. Other content takes another clientID, since two writers under one would diverge.
 */
function clientIdOf(content: unknown): number {
  return createHash('sha256').update(JSON.stringify(content)).digest().readUInt32BE();
}
