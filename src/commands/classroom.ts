// A classroom in a box: tablets without screens at a running hub, and what became of all that was written.
import type { Result } from '../base/result.ts';
import { findCodes } from './classroom/codes.ts';
import { isGood, jsonOf, type Report } from './classroom/report.ts';
import { playClassroom, type Tell } from './classroom/run.ts';
import { readSettings } from './classroom/settings.ts';
import { tableOf } from './classroom/table.ts';
import { sentencesFor, type Trouble } from './classroom/trouble.ts';
import { en, fr } from './classroom/words.ts';

const { env, stdout } = process;
const say = /^en/i.test(env['LC_ALL'] || env['LANG'] || '') ? en : fr;
const CLEAR_LINE = '\r\u001b[K';

/** Exit codes: 0 the promise held, 1 it did not, 2 the classroom could not be played. */
async function classroom(argv: readonly string[]): Promise<0 | 1 | 2> {
  const settings = readSettings(argv, () => Math.floor(Math.random() * 2 ** 32));
  if (!settings.ok) return giveUp(settings.error);
  const codes = await findCodes(settings.value, env['DATA_DIR'] || './data');
  if (!codes.ok) return giveUp(codes.error);
  const played = await withProgress((tell) => playClassroom(settings.value, codes.value, tell));
  if (!played.ok) return giveUp(played.error);
  console.log(tableOf(played.value, say));
  if (settings.value.json) console.log(jsonOf(played.value));
  return isGood(played.value) ? 0 : 1;
}

/** One line that changes in place, for a person who waits at a terminal. */
async function withProgress(play: (tell: Tell) => Promise<Result<Report, Trouble>>): Promise<Result<Report, Trouble>> {
  if (!stdout.isTTY) return play(() => undefined);
  try {
    return await play(({ phase, live, edits, acknowledged }) => {
      stdout.write(`${CLEAR_LINE}${say.phase[phase]} – ${say.progress(live, edits, acknowledged)}`);
    });
  } finally {
    stdout.write(CLEAR_LINE);
  }
}

function giveUp(trouble: Trouble): 2 {
  console.error(sentencesFor(trouble));
  return 2;
}

process.exitCode = await classroom(process.argv.slice(2));
