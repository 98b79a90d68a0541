// Copies all that a hub or an ENT keeps into one file, also while it runs.
import { readFileSync } from 'node:fs';
import { makeBackup } from '../server/backup/make-backup.ts';
import { placeOf, say, understand } from './backup/ask.ts';
import { BACKUP_USAGE, saySaved, sayTrouble } from './backup/sentences.ts';

/** Exit codes: 0 saved, 1 not saved, 2 the command was not understood. */
async function backUp(): Promise<0 | 1 | 2> {
  const asked = understand({ data: { type: 'string' }, to: { type: 'string' } });
  if (!asked?.data || !asked.to) {
    say([BACKUP_USAGE]);
    return 2;
  }
  const [dataDir, to] = [placeOf(asked.data), placeOf(asked.to)];
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const report = await makeBackup({ dataDir, to, version, at: Date.now() });
  if (report.ok) say(saySaved(report.value, to));
  else say([sayTrouble(report.error, { dataDir: report.error === 'exists' ? '' : dataDir, file: to })]);
  return report.ok ? 0 : 1;
}

process.exitCode = await backUp();
