import type { DocumentId } from '../src/classroom/document-id.ts';
import { DocumentCache } from '../src/sync/document-cache.ts';
import { Exchange, type ExchangeParts } from '../src/sync/exchange.ts';
import { InlineInspector } from '../src/sync/inline-inspector.ts';
import { letGo } from '../src/sync/files/let-go.ts';
import type { FileStore, Link, ProjectionStore } from '../src/sync/ports.ts';
import { Projector } from '../src/sync/projector.ts';

export interface SyncParts extends Omit<ExchangeParts, 'inspector'> {
  readonly projections: ProjectionStore;
  readonly files: FileStore;
}

/** The worker downloads nothing by itself. */
const NONE = { forget: () => {} };

/** The exchange that a page makes (S15), and the projections of what it brought, so that the next page opens up to date. */
export async function syncOnce(link: Link, parts: SyncParts): Promise<void> {
  const { log, projections, files } = parts;
  const exchange = new Exchange({ ...parts, inspector: new InlineInspector(log) });
  const purged: DocumentId[] = [];
  exchange.purged.subscribe((docs) => purged.push(...docs));
  await exchange.syncOnce(link);
  if (purged.length > 0) await letGo({ projections, files, downloads: NONE }, purged);
  await new Projector(log, projections, new DocumentCache(log)).catchUp();
}
