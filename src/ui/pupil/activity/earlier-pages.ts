import type { DocumentId } from '../../../classroom/document-id.ts';
import { pageOf, textOf } from '../../../classroom/work.ts';
import type { Cartable, Version } from '../../../sync/facade.ts';
import type * as Y from 'yjs';

/** Versions looked at, from now back: a child finds the page of just now or of last time, not of months ago. */
const LOOKED_AT = 24;
/** Pages shown: two rows of three. */
export const SHOWN = 6;

/** A page as it was. */
export interface EarlierPage {
  readonly version: Version;
  readonly page: Y.XmlFragment;
  readonly text: string;
}

/** How one page of a work was before, the latest first: each time it said something else, but for when it was blank. */
export async function earlierPages(
  cartable: Pick<Cartable, 'history' | 'look'>,
  { document, stepId, now }: { document: DocumentId; stepId: string; now: string },
): Promise<EarlierPage[]> {
  const versions = (await cartable.history(document)).slice(-LOOKED_AT).reverse();
  const found: EarlierPage[] = [];
  const seen = new Set(['', now.trim()]);
  for (const version of versions) {
    if (found.length >= SHOWN) break;
    const page = pageOf(await cartable.look(document, version), stepId);
    const text = textOf(page);
    if (seen.has(text.trim())) continue;
    seen.add(text.trim());
    found.push({ version, page, text });
  }
  return found;
}
