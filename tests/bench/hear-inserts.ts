import type * as Y from 'yjs';

/** Tells of each piece that came into a text from elsewhere. */
export function hearInserts(text: Y.Text, heard: (piece: string) => void): void {
  text.observe((event, transaction) => {
    if (transaction.local) return;
    for (const { insert } of event.changes.delta) if (typeof insert === 'string') heard(insert);
  });
}
