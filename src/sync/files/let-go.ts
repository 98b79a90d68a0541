import { lessonDocument, type DocumentId } from '../../classroom/document-id.ts';
import { filesOf } from '../../classroom/lesson.ts';
import type { FileStore, LogStore, ProjectionStore } from '../ports.ts';

interface LetGoParts {
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  /** Stops the download of files that leave. */
  readonly downloads: { forget(sha256s: Iterable<string>): void };
}

/**
 * Takes away what was made of documents that left the log, since this device may not read them any more (S12): the files that
 * their lessons alone named, then their projections. A projection is what still knows the files: an interrupted letting go is
 * found again by it (`purgedLessons`).
 */
export async function letGo({ projections, files, downloads }: LetGoParts, docs: readonly DocumentId[]): Promise<void> {
  const leaving = new Set(docs);
  const lessons = await projections.all('lesson');
  const isLeaving = ({ id }: { readonly id: string }) => leaving.has(lessonDocument(id));
  const staying = new Set(lessons.flatMap((one) => (isLeaving(one) ? [] : filesOf(one))).map(({ sha256 }) => sha256));
  const gone = new Set(lessons.flatMap((one) => (isLeaving(one) ? filesOf(one) : [])).map(({ sha256 }) => sha256));
  for (const sha256 of staying) gone.delete(sha256);
  downloads.forget(gone);
  for (const sha256 of gone) await files.remove(sha256);
  await projections.remove(docs);
}

/** Lessons that left the log and of which something is still here. */
export async function purgedLessons(log: LogStore, projections: ProjectionStore): Promise<DocumentId[]> {
  const projected = (await projections.all('lesson')).map(({ id }) => lessonDocument(id));
  if (projected.length === 0) return [];
  const states = await log.documents(projected);
  return projected.filter((_, index) => states[index]!.seq === 0);
}
