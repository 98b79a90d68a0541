import { equalBytes } from '../base/bytes.ts';
import { DAMAGED, type HeldRow, type LogStore } from './ports.ts';

/**
 * Lets go of damaged rows whose very bytes came again since, from those who had them (S4). Nothing less proves it: a state vector
 * that covers them says nothing of what they deleted (S5). Resolves to whether there were any.
 */
export async function letGoOfBackAgain(
  log: Pick<LogStore, 'rowsOf' | 'letGo'>,
  held: readonly HeldRow[],
): Promise<boolean> {
  const back: number[] = [];
  for (const { row, reason } of held) {
    if (reason !== DAMAGED) continue;
    const since = await log.rowsOf(row.doc, row.seq);
    if (since.some(({ hash }) => equalBytes(hash, row.hash))) back.push(row.seq);
  }
  return back.length > 0 && (await log.letGo(back)).length > 0;
}
