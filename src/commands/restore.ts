// Makes the data folder of a hub or an ENT from a backup: on a new laptop, or beside what is there.
import { restoreBackup } from '../server/backup/restore-backup.ts';
import { LOG_SCHEMA } from '../storage/sqlite/schema.ts';
import { placeOf, say, understand } from './backup/ask.ts';
import { RESTORE_USAGE, sayRestored, sayTrouble } from './backup/sentences.ts';

/** Exit codes: 0 restored, 1 not restored, 2 the command was not understood. */
async function restore(): Promise<0 | 1 | 2> {
  const asked = understand({ from: { type: 'string' }, data: { type: 'string' }, replace: { type: 'boolean' } });
  if (!asked?.from || !asked.data) {
    say([RESTORE_USAGE]);
    return 2;
  }
  const [from, dataDir] = [placeOf(asked.from), placeOf(asked.data)];
  const present = asked.replace === true ? 'move-aside' : 'refuse';
  const report = await restoreBackup({ from, dataDir, present, logSchema: LOG_SCHEMA, at: Date.now() });
  say(report.ok ? sayRestored(report.value, dataDir) : [sayTrouble(report.error, { dataDir, file: from })]);
  return report.ok ? 0 : 1;
}

process.exitCode = await restore();
