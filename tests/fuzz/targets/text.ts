import type { FileHandle } from 'node:fs/promises';
import fc from 'fast-check';
import { parseDocumentId } from '../../../src/classroom/document-id.ts';
import { zipNames } from '../../../src/commands/inspect/zip-names.ts';
import { readBearer } from '../../../src/server/accounts.ts';
import { zipOf } from '../../support/zip-of.ts';
import { mutated, mutatedText } from '../mutation.ts';
import { type AnyTarget, must, target } from '../target.ts';

/** Ids of documents, as pushes, wants and answers name them. */
export function documentIdTarget(): AnyTarget {
  const samples = [
    'class/ce2-a',
    'work/a1/awa',
    'feedback/a_1/-',
    `notice/${'n'.repeat(64)}`,
    'lesson/../x',
    '__proto__/a',
  ];
  const inputs = fc.oneof({ weight: 4, arbitrary: mutatedText(samples) }, { weight: 1, arbitrary: fc.string() });
  return target<string>({
    name: 'document id',
    share: 50_000,
    inputs,
    check(id) {
      const read = parseDocumentId(id);
      if (!read.ok) return;
      const { value } = read;
      const again = 'id' in value ? `${value.kind}/${value.id}` : `${value.kind}/${value.assignment}/${value.owner}`;
      must(again === id, `${id} is read as ${again}`);
    },
  });
}

/** `Authorization:` of a request. */
export function bearerTarget(): AnyTarget {
  const samples = ['Bearer device.secret', 'Bearer a.b.c', `Bearer ${'x'.repeat(64)}.${'y'.repeat(128)}`, 'Basic YTpi'];
  return target<string>({
    name: 'Authorization header',
    share: 30_000,
    inputs: mutatedText(samples),
    check(header) {
      const read = readBearer(header);
      must(!read || `Bearer ${read.device}.${read.secret}` === header, 'read as something else');
    },
  });
}

/** A file that a person would import and that calls itself a zip. */
export function zipTarget(): AnyTarget {
  const samples = [zipOf(['h5p.json', 'content/content.json']), zipOf([], 'a comment')];
  return target<Uint8Array>({
    name: 'names of a zip',
    share: 15_000,
    inputs: mutated(samples),
    async check(bytes) {
      const names = await zipNames(fileOf(bytes), bytes.byteLength);
      must(names.length * 46 <= bytes.byteLength, 'more names than bytes');
    },
  });
}

/** As much of a file as is read of it. */
function fileOf(bytes: Uint8Array): FileHandle {
  const read = async (buffer: Uint8Array, offset: number, length: number, position: number) => {
    const piece = bytes.subarray(position, position + length);
    buffer.set(piece, offset);
    return { buffer, bytesRead: piece.byteLength };
  };
  return { read } as unknown as FileHandle;
}
