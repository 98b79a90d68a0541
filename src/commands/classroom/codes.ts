import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import type { Settings } from './settings.ts';
import type { Trouble } from './trouble.ts';

export interface Codes {
  /** Good for as many tablets as are played. */
  readonly tablet: string;
  readonly teacher: string | undefined;
}

const CodeSchema = v.object({ code: v.string() });
/** What `npm start` keeps of its codes (server/demonstration/links.ts), as far as it matters here. */
const CodesFileSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ teacher: CodeSchema, tablets: v.pipe(v.array(CodeSchema), v.minLength(1)) }),
);

/** The codes of the command line, else those of the demonstration in this data folder. */
export async function findCodes(settings: Settings, dataDir: string): Promise<Result<Codes, Trouble>> {
  const { code, teacherCode } = settings;
  if (code !== undefined) return ok({ tablet: code, teacher: teacherCode });
  const file = join(resolve(dataDir), 'codes.json');
  const kept = v.safeParse(CodesFileSchema, await readFile(file, 'utf8').catch(() => '')); // no file is no codes
  if (!kept.success) return err({ kind: 'no-codes', file });
  const { teacher, tablets } = kept.output;
  return ok({ tablet: tablets[0]!.code, teacher: teacherCode ?? teacher.code });
}
