import * as v from 'valibot';

/** Chunk of a file that is hashed and verified by itself, in bytes (S18). */
export const FILE_CHUNK_BYTES = 1024 * 1024;
/** Largest file a document may refer to, in bytes: 200 MiB, a long film for a class. */
export const MAX_FILE_BYTES = 200 * 1024 * 1024;

const Sha256Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What a document says of a file: immutable bytes named by their SHA-256. The file may not be here yet (S18). */
export const FileRefSchema = v.object({
  /** SHA-256 of all bytes, in hexadecimal: the file's name. */
  sha256: Sha256Hex,
  /** SHA-256 of the chunk digests joined in order: proves the manifest, so each chunk can be verified as it comes. */
  chunksSha256: Sha256Hex,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_FILE_BYTES)),
  /** Media type, such as `video/webm`. */
  type: v.pipe(v.string(), v.regex(/^[a-z]+\/[a-z0-9.+-]{1,80}$/)),
  /** The name a person gave it. */
  name: v.pipe(v.string(), v.maxLength(200)),
});
export type FileRef = v.InferOutput<typeof FileRefSchema>;
