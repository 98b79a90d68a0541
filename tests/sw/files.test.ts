import { describe, expect, test } from 'vitest';
import { fileNamed, type FileSources, serveFile } from '../../sw/files.ts';
import { FILE_CHUNK_BYTES } from '../../src/classroom/file-ref.ts';
import type { StoredFile } from '../../src/sync/ports.ts';

const SHA = 'a'.repeat(64);
const SIZE = 2 * FILE_CHUNK_BYTES + 500;
/** Bytes that tell their place, so that a slice taken from a wrong offset shows. */
const film = Uint8Array.from({ length: SIZE }, (_, index) => (index * 31 + (index >> 8)) % 251);
const CHUNKS = [0, 1, 2];

interface Here {
  present?: readonly number[];
  size?: number;
  upstream?: FileSources['upstream'];
}

function sources({ present = CHUNKS, size = SIZE, upstream = async () => undefined }: Here = {}) {
  const file: StoredFile = {
    ref: { sha256: SHA, chunksSha256: 'b'.repeat(64), bytes: size, type: 'video/webm', name: 'tortue.webm' },
    chunks: [],
    present,
    complete: present.length === CHUNKS.length,
  };
  const read: number[] = [];
  const store: FileSources['store'] = {
    get: async (sha256) => (sha256 === SHA ? file : undefined),
    async chunk(_, index) {
      read.push(index);
      return present.includes(index) ? film.slice(index * FILE_CHUNK_BYTES, (index + 1) * FILE_CHUNK_BYTES) : undefined;
    },
  };
  return { store, upstream, read };
}

const ask = (headers: Record<string, string> = {}, method = 'GET') =>
  new Request(`https://malle.test/files/${SHA}`, { headers, method });

const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe('which addresses are files', () => {
  test.each([
    [`/files/${SHA}`, SHA],
    [`/files/${SHA}/`, undefined],
    [`/files/${SHA.toUpperCase()}`, undefined],
    ['/files/../api/ping', undefined],
    [`/api/files/${SHA}`, undefined],
  ])('%s', (path, sha256) => {
    expect(fileNamed(new URL(path, 'https://malle.test'))).toBe(sha256);
  });
});

describe('a file that is here', () => {
  test('is given whole, of its type, and inert', async () => {
    const response = await serveFile(SHA, ask(), sources());
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/webm',
      'content-length': String(SIZE),
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
    expect(Buffer.from(await bytes(response)).equals(film)).toBe(true);
  });

  test.each([
    ['inside one chunk', 'bytes=10-19', 10, 19, [0]],
    [
      'across two chunks',
      `bytes=${FILE_CHUNK_BYTES - 3}-${FILE_CHUNK_BYTES + 2}`,
      FILE_CHUNK_BYTES - 3,
      FILE_CHUNK_BYTES + 2,
      [0, 1],
    ],
    [
      'a whole chunk',
      `bytes=${FILE_CHUNK_BYTES}-${2 * FILE_CHUNK_BYTES - 1}`,
      FILE_CHUNK_BYTES,
      2 * FILE_CHUNK_BYTES - 1,
      [1],
    ],
    ['from a place to the end', `bytes=${SIZE - 600}-`, SIZE - 600, SIZE - 1, [1, 2]],
    ['the last bytes', 'bytes=-7', SIZE - 7, SIZE - 1, [2]],
    ['beyond the end', `bytes=${SIZE - 1}-${SIZE + 9}`, SIZE - 1, SIZE - 1, [2]],
  ])('gives a range %s and reads only what it covers', async (_, range, first, last, read) => {
    const here = sources();
    const response = await serveFile(SHA, ask({ range }), here);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${SIZE}`);
    expect(response.headers.get('content-length')).toBe(String(last - first + 1));
    expect(Buffer.from(await bytes(response)).equals(film.subarray(first, last + 1))).toBe(true);
    expect(here.read).toEqual(read);
  });

  test('says its size where the range lies outside', async () => {
    const response = await serveFile(SHA, ask({ range: `bytes=${SIZE}-` }), sources());
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${SIZE}`);
  });

  test('is given whole where the range was for other bytes', async () => {
    const response = await serveFile(SHA, ask({ range: 'bytes=0-1', 'if-range': '"other"' }), sources());
    expect(response.status).toBe(200);
  });

  test('keeps the range that was for these bytes', async () => {
    const response = await serveFile(SHA, ask({ range: 'bytes=0-1', 'if-range': `"${SHA}"` }), sources());
    expect(response.status).toBe(206);
  });

  test('tells about itself without its bytes', async () => {
    const here = sources();
    const response = await serveFile(SHA, ask({}, 'HEAD'), here);
    expect(response.headers.get('content-length')).toBe(String(SIZE));
    expect((await bytes(response)).byteLength).toBe(0);
    expect(here.read).toEqual([]);
  });

  test('is read no faster than it is played', async () => {
    const here = sources();
    const reader = (await serveFile(SHA, ask(), here)).body!.getReader();
    await reader.read();
    expect(here.read).toEqual([0]);
    await reader.cancel();
  });

  test('may be empty', async () => {
    const response = await serveFile(SHA, ask(), sources({ size: 0 }));
    expect(response.headers.get('content-length')).toBe('0');
    expect((await bytes(response)).byteLength).toBe(0);
  });
});

describe('[S18] a file that is here in part', () => {
  test('gives the ranges that are here', async () => {
    const response = await serveFile(SHA, ask({ range: 'bytes=0-9' }), sources({ present: [0] }));
    expect(response.status).toBe(206);
  });

  test('asks the upstream for the others, and gives them their type', async () => {
    const upstream = async () =>
      new Response('film', {
        status: 206,
        headers: { 'content-type': 'application/octet-stream', 'content-range': 'bytes 5-8/9' },
      });
    const response = await serveFile(
      SHA,
      ask({ range: `bytes=${FILE_CHUNK_BYTES}-` }),
      sources({ present: [0], upstream }),
    );
    expect(response.status).toBe(206);
    expect(response.headers.get('content-type')).toBe('video/webm');
    expect(response.headers.get('content-range')).toBe('bytes 5-8/9');
    expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(await response.text()).toBe('film');
  });

  test('fails the stream, and never fills it up, where a chunk was evicted meanwhile', async () => {
    const here = sources();
    here.store.chunk = async () => undefined;
    const response = await serveFile(SHA, ask(), here);
    await expect(response.arrayBuffer()).rejects.toThrow(/has gone/);
  });
});

describe('a file that is not here', () => {
  const unknown = 'c'.repeat(64);

  test('is not found where the upstream does not answer', async () => {
    const response = await serveFile(unknown, ask(), sources());
    expect([response.status, response.statusText]).toEqual([404, 'Not Here Yet']);
  });

  test('is not found where the upstream refuses it', async () => {
    const upstream = async () => new Response('<h1>no</h1>', { status: 401 });
    const response = await serveFile(unknown, ask(), sources({ upstream }));
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('not here yet');
  });
});
