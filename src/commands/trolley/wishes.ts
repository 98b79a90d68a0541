import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import { readTrolleyName } from '../../server/trolley/names.ts';

/** Above 1023, so that whoever sits at the laptop may open them without being its administrator. */
const DEFAULT_PORT = 8443;
const DEFAULT_HTTP_PORT = 8080;

/** What a trolley is called, where it listens and whom it belongs to: kept in its folder, so that it starts by itself the same. */
const KeptSchema = v.object({
  name: v.string(),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  httpPort: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  /** The ENT's address, where it has one. */
  ent: v.optional(v.string()),
  /** The school's name, where no ENT says it. */
  school: v.optional(v.string()),
  /** Where its backups are kept, where not with its data: another disk. */
  backups: v.optional(v.string()),
});
export type Kept = v.InferOutput<typeof KeptSchema>;

/** What somebody asked for on the command line. */
export interface Wishes {
  readonly folder: string;
  readonly host: string;
  readonly name: string | undefined;
  readonly port: number | undefined;
  readonly httpPort: number | undefined;
  readonly ent: string | undefined;
  /** With which it joins the ENT, once; not kept. */
  readonly entCode: string | undefined;
  readonly school: string | undefined;
  readonly backups: string | undefined;
  /** Where to write the files that make a service of it, instead of starting. */
  readonly serviceFiles: string | undefined;
}

const OPTIONS = {
  trolley: { type: 'boolean' },
  name: { type: 'string' },
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'http-port': { type: 'string' },
  ent: { type: 'string' },
  'ent-code': { type: 'string' },
  school: { type: 'string' },
  backups: { type: 'string' },
  'service-files': { type: 'string' },
} as const;

/** Reads `--name malle-3 --data folder …`; the failure is the first thing that cannot be understood. */
export function readWishes(args: readonly string[], env: NodeJS.ProcessEnv): Result<Wishes, string> {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: OPTIONS }));
  } catch (error) {
    return err((error as Error).message);
  }
  const ports = [values.port ?? env.PORT, values['http-port'] ?? env.HTTP_PORT].map(readPort);
  const [port, httpPort] = ports;
  if (Number.isNaN(port) || Number.isNaN(httpPort)) return err('--port, --http-port: 1…65535');
  return ok({
    folder: resolve(values.data ?? env.DATA_DIR ?? './malle'),
    host: values.host ?? env.HOST ?? '0.0.0.0',
    name: values.name,
    port,
    httpPort,
    ent: values.ent ?? env.UPSTREAM,
    entCode: values['ent-code'] ?? env.UPSTREAM_CODE,
    school: values.school ?? env.SCHOOL,
    backups: folderOf(values.backups ?? env.BACKUP_DIR),
    serviceFiles: folderOf(values['service-files']),
  });
}

const folderOf = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(path));

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : NaN;
}

const keptIn = (folder: string): string => join(folder, 'trolley.json');

/** What this folder's trolley is called already. */
export function readKept(folder: string): Kept | undefined {
  try {
    const parsed = v.safeParse(KeptSchema, JSON.parse(readFileSync(keptIn(folder), 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // a new folder; where it is another's, its authority says so
  }
}

export function keep(folder: string, kept: Kept): void {
  writeFileSync(keptIn(folder), `${JSON.stringify(kept, undefined, 2)}\n`);
}

/** The trolley of these wishes, by what is kept and by what `ask` answers; the failure is a name that cannot be one. */
export async function decide(wishes: Wishes, ask: () => Promise<string>): Promise<Result<Kept, string>> {
  const kept = readKept(wishes.folder);
  const asked = wishes.name ?? kept?.name ?? (await ask());
  const name = readTrolleyName(asked);
  if (name === undefined) return err(asked);
  const [ent, school, backups] = (['ent', 'school', 'backups'] as const).map((what) => wishes[what] ?? kept?.[what]);
  return ok({
    name,
    ...(ent === undefined ? {} : { ent }),
    ...(school === undefined ? {} : { school }),
    ...(backups === undefined ? {} : { backups }),
    port: wishes.port ?? kept?.port ?? DEFAULT_PORT,
    httpPort: wishes.httpPort ?? kept?.httpPort ?? DEFAULT_HTTP_PORT,
  });
}
