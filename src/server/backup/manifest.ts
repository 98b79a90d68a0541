import * as v from 'valibot';

/** What a backup is: its first part, `cartable-backup.json`. Other formats are of later versions. */
export const BACKUP_FORMAT = 1;
export const HEAD_PATH = 'cartable-backup.json';
export const MANIFEST_PATH = 'manifest.json';
export const LOG_PATH = 'cartable.sqlite';
export const ACCOUNTS_PATH = 'accounts.sqlite';
/** A trolley's keys (trust-folder.ts). */
export const TRUST_FOLDER = 'trust';
/** A trolley's name and ports, and the school's identity provider. */
export const OWN_FILES = ['trolley.json', 'oidc.json'];

/** Largest head, in bytes. */
export const MAX_HEAD_BYTES = 64 * 1024;
/** Largest manifest, in bytes: some 300,000 files. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Enough to tell a file of a later version from one that is none of ours. */
export const AnyHeadSchema = v.object({ cartable: v.literal('backup'), format: Count });

export const HeadSchema = v.object({
  ...AnyHeadSchema.entries,
  /** The version of Cartable that wrote it. */
  version: v.string(),
  /** When, by that machine's clock: shown only (S6). */
  made: v.string(),
  /** Schema versions of the two databases. */
  schemas: v.object({ log: Count, accounts: Count }),
  /** The log it holds. */
  log: v.object({ epoch: v.string(), seq: Count }),
  documents: Count,
});
export type BackupHead = v.InferOutput<typeof HeadSchema>;

const PartSchema = v.object({ path: v.string(), bytes: Count, sha256: Sha256 });
/** One part of a backup and what it must be. */
export type Part = v.InferOutput<typeof PartSchema>;

/** The last part: a backup without it was not finished. */
export const ManifestSchema = v.object({ parts: v.array(PartSchema) });

/** Reads a part that is JSON. */
export function readJsonPart<Schema extends v.GenericSchema>(
  bytes: Uint8Array,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), new TextDecoder().decode(bytes));
  return parsed.success ? parsed.output : undefined;
}

/** Where a file of a lesson or a work lies, in a data folder as in a backup. */
export const filePath = (sha256: string): string => `files/${sha256.slice(0, 2)}/${sha256}`;

/** The SHA-256 that a path promises, where it is a file's. */
export function sha256OfPath(path: string): string | undefined {
  const sha256 = /^files\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(path)?.[1];
  return sha256 !== undefined && filePath(sha256) === path ? sha256 : undefined;
}

/** What a backup may hold; any other path is not written to a disk. */
export function mayHold(path: string): boolean {
  const isFixed = [HEAD_PATH, MANIFEST_PATH, LOG_PATH, ACCOUNTS_PATH, ...OWN_FILES].includes(path);
  return isFixed || sha256OfPath(path) !== undefined || path.startsWith(`${TRUST_FOLDER}/`);
}
