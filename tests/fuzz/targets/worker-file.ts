import fc from 'fast-check';
import { sha256Hex } from '../../../src/base/hash.ts';
import { MemoryFileStore } from '../../../src/storage/memory/memory-file-store.ts';
import { fileNamed, serveFile } from '../../../sw/files.ts';
import { mutatedText } from '../mutation.ts';
import { type AnyTarget, must, target } from '../target.ts';
import { RANGES } from './byte-range.ts';

const SIZE = 3_000;
const FILE = Uint8Array.from({ length: SIZE }, (_, index) => index & 255);

interface Asked {
  readonly range: string;
  readonly ifRange: string | undefined;
  readonly path: string;
}

/** The service worker's answer to any range of a file that is here, and to any address that may be a file's. */
export async function workerFileTarget(): Promise<AnyTarget> {
  const sha256 = await sha256Hex(FILE);
  const store = new MemoryFileStore();
  const ref = { sha256, bytes: SIZE, type: 'audio/mpeg', name: 'x', chunksSha256: sha256 };
  await store.begin(ref, [sha256]);
  await store.putChunk(sha256, 0, FILE);
  const inputs = fc.record({
    range: mutatedText(RANGES).map(asHeader),
    ifRange: fc.option(fc.constantFrom(`"${sha256}"`, `W/"${sha256}"`, '*'), { nil: undefined }),
    path: mutatedText([`/files/${sha256}`, '/files/../api/ping', '/files/%2e%2e/x', `//files/${sha256}`]),
  });
  const upstream = async (): Promise<undefined> => undefined;
  return target<Asked>({
    name: 'file of the service worker',
    share: 20_000,
    inputs,
    async check({ range, ifRange, path }) {
      checkName(path);
      const headers = { range, ...(ifRange !== undefined && { 'if-range': ifRange }) };
      const request = new Request(`https://cartable.example/files/${sha256}`, { headers });
      await checkAnswer(await serveFile(sha256, request, { store, upstream }));
    },
  });
}

function checkName(path: string): void {
  if (!URL.canParse(path, 'https://cartable.example')) return;
  const name = fileNamed(new URL(path, 'https://cartable.example'));
  must(name === undefined || /^[0-9a-f]{64}$/.test(name), `${name} is no name of a file`);
}

async function checkAnswer(answer: Response): Promise<void> {
  must([200, 206, 416].includes(answer.status), `the status is ${answer.status}`);
  const body = new Uint8Array(await answer.arrayBuffer());
  if (answer.status === 416) return must(body.byteLength === 0, 'a refusal has bytes');
  must(Number(answer.headers.get('content-length')) === body.byteLength, 'the length is not what was said');
  const said = /^bytes (\d+)-(\d+)\/3000$/.exec(answer.headers.get('content-range') ?? 'bytes 0-2999/3000');
  must(said && (answer.status === 206 || !answer.headers.has('content-range')), 'the range is not said');
  const wanted = FILE.subarray(Number(said[1]), Number(said[2]) + 1);
  must(wanted.byteLength === body.byteLength && wanted.every((byte, at) => byte === body[at]), 'other bytes');
}

/** What a header can hold at all; the platform refuses the rest before it reaches us. */
const asHeader = (text: string): string => text.replaceAll(/[^\t\x20-\x7e]/g, '0').trim();
