import { filesOf } from '../classroom/lesson.ts';
import type { FileStore, ProjectionStore } from './ports.ts';

interface EvictionParts {
  readonly files: FileStore;
  readonly projections: ProjectionStore;
}

interface Candidate {
  readonly sha256: string;
  readonly bytes: number;
  /** An activity that is handed out and still open needs it. */
  readonly isNeeded: boolean;
}

/** Frees the disk for a pupil's work: one file leaves, the least needed (S18). False where there is none. It comes again at a later start. */
export async function evictForWork(parts: EvictionParts): Promise<boolean> {
  return evict(parts, await candidates(parts));
}

/** Frees the disk for a file that an open activity needs, by one that none needs. */
export async function evictForFile(parts: EvictionParts, sha256: string): Promise<boolean> {
  const all = await candidates(parts);
  const isNeeded = all.some((one) => one.sha256 === sha256 && one.isNeeded);
  return (
    isNeeded &&
    evict(
      parts,
      all.filter((one) => !one.isNeeded),
    )
  );
}

async function evict({ files }: EvictionParts, all: readonly Candidate[]): Promise<boolean> {
  const rank = (one: Candidate) => (one.isNeeded ? 1 : 0);
  const [least] = [...all].sort((a, b) => rank(a) - rank(b) || b.bytes - a.bytes);
  if (!least) return false;
  await files.remove(least.sha256);
  return true;
}

/** Files that lessons here name: the upstream has them, so they can be fetched again. */
async function candidates({ files, projections }: EvictionParts): Promise<Candidate[]> {
  const [stored, lessons, assignments] = await Promise.all([
    files.all(),
    projections.all('lesson'),
    projections.all('assignment'),
  ]);
  const open = new Set(assignments.flatMap(({ lesson, closed }) => (closed ? [] : [lesson])));
  const neededBy = new Map<string, boolean>();
  for (const lesson of lessons) {
    for (const { sha256 } of filesOf(lesson)) {
      neededBy.set(sha256, open.has(lesson.id) || neededBy.get(sha256) === true);
    }
  }
  return stored.flatMap(({ ref: { sha256, bytes }, chunks, present }): Candidate[] => {
    const isNeeded = neededBy.get(sha256);
    if (isNeeded === undefined) return [];
    return [{ sha256, isNeeded, bytes: (bytes * present.length) / Math.max(1, chunks.length) }];
  });
}
