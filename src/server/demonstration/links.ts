import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { SchoolClass } from '../../classroom/class-document.ts';
import { type Code, CodeSchema, newCode } from '../enrolment.ts';

export const DEMONSTRATION_TABLETS = 3;

/** While the demonstration runs its codes are good again and again, so that any browser may play any part. */
const USES = 1_000_000;

/** The codes of the demonstration, each for one part that a visitor plays. */
export interface DemonstrationCodes {
  readonly hub: Code;
  readonly teacher: Code;
  readonly tablets: readonly Code[];
}

const CodesSchema = v.object({ hub: CodeSchema, teacher: CodeSchema, tablets: v.array(CodeSchema) });

/** The codes kept in the file of an earlier start, or new ones: a link that was opened once stays good. */
export async function demonstrationCodes(path: string, classes: readonly SchoolClass[]): Promise<DemonstrationCodes> {
  const kept = v.safeParse(
    v.pipe(v.string(), v.parseJson(), CodesSchema),
    await readFile(path, 'utf8').catch(() => ''),
  );
  if (kept.success) return kept.output;
  const made = makeCodes(classes);
  await writeFile(path, JSON.stringify(made, undefined, 2), { mode: 0o600 });
  return made;
}

function makeCodes(classes: readonly SchoolClass[]): DemonstrationCodes {
  const ids = classes.map(({ id }) => id);
  // The class that works in groups shows most, so its teacher is the visitor.
  const shown = classes.find(({ groups }) => groups.length > 0) ?? classes[0];
  const code = (part: Pick<Code, 'role' | 'number' | 'classes' | 'account'>): Code => ({
    code: newCode(),
    ...part,
    expires: null,
    uses: USES,
  });
  return {
    hub: code({ role: 'hub', number: 0, classes: ids, account: '' }),
    teacher: code({
      role: 'teacher',
      number: 0,
      classes: shown ? [shown.id] : [],
      account: shown?.teachers[0]?.id ?? '',
    }),
    tablets: Array.from({ length: DEMONSTRATION_TABLETS }, (_, index) =>
      code({ role: 'tablet', number: index + 1, classes: ids, account: '' }),
    ),
  };
}
