import { concatBytes, fromHex } from '../../base/bytes.ts';
import { sha256Hex } from '../../base/hash.ts';
import { FILE_CHUNK_BYTES, type FileRef } from '../../classroom/file-ref.ts';
import type { Manifest } from '../../protocol/messages.ts';

/** How many chunks a file of this many bytes has; the last may be shorter. */
export const chunkCount = (bytes: number): number => Math.ceil(bytes / FILE_CHUNK_BYTES);

/** Where chunk `index` lies: from `start` up to and without `end`, in bytes. */
export function chunkRange(bytes: number, index: number): { start: number; end: number } {
  const start = index * FILE_CHUNK_BYTES;
  return { start, end: Math.min(bytes, start + FILE_CHUNK_BYTES) };
}

/** SHA-256 of the chunk digests joined in order: what a document says of a manifest. */
export async function chunksSha256(chunks: readonly string[]): Promise<string> {
  return sha256Hex(concatBytes(chunks.map((chunk) => fromHex(chunk) ?? new Uint8Array())));
}

/** Whether the manifest is the one that the document means; only then may its digests judge chunks (S18). */
export async function provesManifest(ref: FileRef, manifest: Manifest): Promise<boolean> {
  if (manifest.sha256 !== ref.sha256 || manifest.bytes !== ref.bytes) return false;
  if (manifest.chunks.length !== chunkCount(ref.bytes)) return false;
  return (await chunksSha256(manifest.chunks)) === ref.chunksSha256;
}

/** Cuts a file's bytes and hashes them: what a document and a node need to know of it. */
export async function describeFile(
  bytes: Uint8Array,
  named: { readonly name: string; readonly type: string },
): Promise<{ ref: FileRef; chunks: string[] }> {
  const chunks: string[] = [];
  for (let index = 0; index < chunkCount(bytes.byteLength); index++) {
    const { start, end } = chunkRange(bytes.byteLength, index);
    chunks.push(await sha256Hex(bytes.subarray(start, end)));
  }
  const ref = {
    sha256: await sha256Hex(bytes),
    chunksSha256: await chunksSha256(chunks),
    bytes: bytes.byteLength,
    ...named,
  };
  return { ref, chunks };
}
