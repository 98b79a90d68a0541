import { filesOf } from '../../classroom/lesson.ts';
import type { FileStore, ProjectionStore } from '../../sync/ports.ts';
import type { Publication } from '../../sync/publication.ts';
import type { Upstream } from '../upstream.ts';
import { tellParent } from './ipc.ts';

interface FilledParts {
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  readonly publication: Publication;
  readonly upstream: Upstream;
}

/** Tells the parent, once, that the hub has got a class and a lesson with its files from the ENT: visitors may come. */
export function tellWhenFilled(parts: FilledParts): void {
  let told = false;
  const look = (): void => {
    if (told) return;
    void isFilled(parts).then((filled) => {
      if (!filled || told) return;
      told = tellParent({ t: 'filled' });
      stops.forEach((stop) => stop());
    });
  };
  const stops = [parts.publication.changed.subscribe(look), parts.upstream.filesChanged.subscribe(look)];
  look();
}

async function isFilled({ projections, files }: FilledParts): Promise<boolean> {
  const [classes, lessons] = await Promise.all([projections.all('class'), projections.all('lesson')]);
  const stored = await Promise.all(lessons.flatMap(filesOf).map(({ sha256 }) => files.get(sha256)));
  return classes.length > 0 && lessons.length > 0 && stored.every((file) => file?.complete);
}
