import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import { PICTURE_NAMES, type PictureName } from '../../classroom/pictures.ts';
import { DEMONSTRATION_CODE } from '../../server/demonstration/school.ts';
import type { Trouble } from './trouble.ts';

/** More would measure this process rather than the hub. */
const MAX_TABLETS = 200;
const MAX_MINUTES = 600;

const OPTIONS = {
  hub: { type: 'string' },
  tablets: { type: 'string' },
  minutes: { type: 'string' },
  code: { type: 'string' },
  'teacher-code': { type: 'string' },
  pictures: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const USAGE =
  'npm run classroom -- --hub URL --tablets 14 --minutes 2 [--code CODE] [--teacher-code CODE]\n' +
  '                     [--pictures sun,fish,key] [--seed N] [--json]';

const Whole = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number));
const HubAddress = v.pipe(
  v.string(),
  v.url(),
  v.regex(/^https?:\/\//),
  v.transform((text) => new URL(new URL(text).origin)),
);
const Pictures = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((name) => name.trim())),
  v.strictTuple([v.picklist(PICTURE_NAMES), v.picklist(PICTURE_NAMES), v.picklist(PICTURE_NAMES)]),
);

const SettingsSchema = v.object({
  hub: v.optional(HubAddress, 'http://localhost:8080'),
  tablets: v.optional(v.pipe(Whole, v.minValue(1), v.maxValue(MAX_TABLETS)), '14'),
  minutes: v.optional(
    v.pipe(v.string(), v.regex(/^\d*\.?\d+$/), v.transform(Number), v.gtValue(0), v.maxValue(MAX_MINUTES)),
    '2',
  ),
  code: v.optional(v.string()),
  'teacher-code': v.optional(v.string()),
  pictures: v.optional(Pictures, DEMONSTRATION_CODE.join()),
  seed: v.optional(v.pipe(Whole, v.maxValue(2 ** 32 - 1))),
  json: v.optional(v.boolean(), false),
});

/** What is played, and where. */
export interface Settings {
  readonly hub: URL;
  readonly tablets: number;
  /** How long the children work; fractions allowed. */
  readonly minutes: number;
  readonly code: string | undefined;
  readonly teacherCode: string | undefined;
  /** The picture code of every pupil who signs in. */
  readonly pictures: readonly PictureName[];
  readonly seed: number;
  readonly json: boolean;
}

/** Reads the command line; what does not fit is said in two sentences, with the usage. */
export function readSettings(argv: readonly string[], randomSeed: () => number): Result<Settings, Trouble> {
  let values: unknown;
  try {
    ({ values } = parseArgs({ args: [...argv], options: OPTIONS }));
  } catch {
    // parseArgs throws for what it does not know, in English only.
    return err(badOption('Cette option n’existe pas.', 'There is no such option.'));
  }
  const parsed = v.safeParse(SettingsSchema, values);
  if (!parsed.success) {
    const { path, input } = parsed.issues[0];
    const option = `--${String(path?.[0]?.key)}`;
    const given = String(path?.[0]?.value ?? input);
    return err(badOption(`${option} ne peut pas être « ${given} ».`, `${option} cannot be "${given}".`));
  }
  const { 'teacher-code': teacherCode, seed, ...rest } = parsed.output;
  return ok({ ...rest, code: rest.code, teacherCode, seed: seed ?? randomSeed() });
}

const badOption = (french: string, english: string): Trouble => ({
  kind: 'bad-option',
  why: `${french}\n${english}\n${USAGE}`,
});
