import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { MAX_MESSAGE_BYTES } from '../../src/protocol/limits.ts';
import { RefusalSchema, SyncResponseSchema } from '../../src/protocol/messages.ts';
import { refusalOf } from '../support/refusal.ts';
import { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const EMPTY = { v: 1, cursor: null, pushes: [], wants: [] };

let trolley: TestTrolley;
let teacher: StrangerClient;
let tablet: StrangerClient;

beforeAll(async () => {
  trolley = await TestTrolley.start();
  teacher = await StrangerClient.enrol(trolley.hub, trolley.codes.teacher.code);
  tablet = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[0]!.code);
  await teacher.pull();
  await teacher.write('assignment/bad-input', 'enseignant-1', (ydoc) => {
    const map = ydoc.getMap('assignment');
    const fields = { class: '990101', lesson: 'tortue-verte', by: 'enseignant-1', handedOutAt: 0 };
    for (const [name, value] of Object.entries(fields)) map.set(name, value);
    map.set('audience', { kind: 'class' });
  });
  await tablet.pull();
}, 60_000);

afterAll(() => trolley.close());

function post(body: BodyInit | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${trolley.hub}/api/sync`, {
    method: 'POST',
    headers: { 'content-type': 'application/cbor', authorization: tablet.authorization, ...headers },
    body: body as BodyInit,
  });
}

async function exchange(message: object) {
  const response = await post(encodeMessage({ ...EMPTY, ...message }));
  const decoded = decodeMessage(new Uint8Array(await response.arrayBuffer()), SyncResponseSchema);
  if (!decoded.ok) throw new Error(`not an answer: ${response.status}`);
  return decoded.value;
}

const push = (doc: string, update: Uint8Array) => ({ doc, update, author: '990101-01', device: tablet.device });

/** The most memory that the hub ever held, in bytes; Linux tells it. */
function peakMemory(): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${trolley.pid('hub')}/status`, 'utf8'))?.[1]) * 1024;
}

describe('a body that is too large', () => {
  /** Sends `bytes` zeros as they are taken, and stops when the answer comes. */
  function stream(bytes: number, headers: Record<string, string | number>) {
    return new Promise<{ sent: number; status: number; refused: string }>((resolve, reject) => {
      let sent = 0;
      let answered = false;
      const chunk = Buffer.alloc(64 * 1024);
      const request = httpRequest(`${trolley.hub}/api/sync`, {
        method: 'POST',
        headers: { authorization: tablet.authorization, ...headers },
      });
      request.on('error', (error) => answered || reject(error));
      request.on('response', (response: IncomingMessage) => {
        answered = true;
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const decoded = decodeMessage(Buffer.concat(parts), RefusalSchema);
          resolve({
            sent,
            status: response.statusCode ?? 0,
            refused: decoded.ok ? decoded.value.refused : 'not a refusal',
          });
          request.destroy();
        });
      });
      const write = (): void => {
        while (!answered && sent < bytes) {
          sent += chunk.byteLength;
          if (!request.write(chunk)) return void request.once('drain', write);
        }
        if (!answered) request.end();
      };
      write();
    });
  }

  test('of 1 GiB is refused after its first 8 MiB, and never held', async () => {
    const before = peakMemory();
    const { sent, status, refused } = await stream(GIB, {});
    expect({ status, refused }).toEqual({ status: 413, refused: 'too-large' });
    expect(sent).toBeLessThan(GIB / 4);
    expect(peakMemory() - before).toBeLessThan(128 * MIB);
  });

  test('is refused before anything of it is read, where it says so itself', async () => {
    const { status, refused } = await stream(64 * 1024, { 'content-length': GIB });
    expect({ status, refused }).toEqual({ status: 413, refused: 'too-large' });
  });

  test('is refused where 1 MiB of gzip becomes 1 GiB', async () => {
    const before = peakMemory();
    const bomb = Buffer.concat(new Array<Buffer>(16).fill(gzipSync(Buffer.alloc(64 * MIB))));
    const response = await post(bomb, { 'content-encoding': 'gzip' });
    expect(bomb.byteLength).toBeLessThan(2 * MIB);
    expect(await refusalOf(response)).toEqual({ status: 413, refused: 'too-large' });
    expect(peakMemory() - before).toBeLessThan(128 * MIB);
  });

  test('is accepted up to the limit itself', async () => {
    const update = new Uint8Array(2 * MIB);
    const pushes = [1, 2, 3].map(() => push('work/bad-input/990101-01', update));
    const body = encodeMessage({ ...EMPTY, pushes });
    expect(body.byteLength).toBeLessThan(MAX_MESSAGE_BYTES);
    expect(await refusalOf(await post(body))).toMatchObject({ refused: 'accepted' });
  });

  test('leaves the hub alive where its sender promised more and went away', async () => {
    const socket = connect(Number(new URL(trolley.hub).port), '127.0.0.1');
    socket.end(
      `POST /api/sync HTTP/1.1\r\nhost: x\r\nauthorization: ${tablet.authorization}\r\ncontent-length: 999\r\n\r\nshort`,
    );
    await new Promise((resolve) => socket.once('close', resolve).resume());
    expect((await fetch(`${trolley.hub}/api/ping`)).status).toBe(200);
  });
});

describe('a message that is not of the protocol', () => {
  test.each<[string, Uint8Array, Record<string, string>]>([
    ['no bytes', new Uint8Array(), {}],
    ['text', Buffer.from('{"v":1}'), {}],
    ['CBOR of another shape', encodeMessage({ v: 1, hello: true }), {}],
    ['CBOR with something behind it', Buffer.concat([encodeMessage(EMPTY), Buffer.from([0])]), {}],
    ['a cursor of another shape', encodeMessage({ ...EMPTY, cursor: { seq: -1 } }), {}],
    ['gzip that is none', encodeMessage(EMPTY), { 'content-encoding': 'gzip' }],
    ['an encoding that nobody knows', encodeMessage(EMPTY), { 'content-encoding': 'snappy' }],
  ])('is refused: %s', async (_, body, headers) => {
    expect(await refusalOf(await post(body, headers))).toEqual({ status: 400, refused: 'bad-message' });
  });

  test('of an older version is told so, and nothing of it is stored', async () => {
    const before = (await exchange({})).cursor.seq;
    const ydoc = new Y.Doc();
    ydoc.getMap('answers').set('lire/q1', ['a']);
    const old = { ...EMPTY, v: 0, pushes: [push('work/bad-input/990101-01', Y.encodeStateAsUpdate(ydoc))] };
    expect(await refusalOf(await post(encodeMessage(old)))).toEqual({ status: 426, refused: 'old-protocol' });
    expect((await exchange({})).cursor.seq).toBe(before);
  });

  test('is taken compressed with gzip or not', async () => {
    const response = await post(gzipSync(encodeMessage(EMPTY)), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/cbor');
  });
});

describe('a device that is not known', () => {
  test.each([
    ['no credential', ''],
    ['another scheme', 'Basic abc'],
    ['no such device', 'Bearer nobody.nothing'],
  ])('is refused: %s', async (_, authorization) => {
    expect(await refusalOf(await post(encodeMessage(EMPTY), { authorization }))).toEqual({
      status: 401,
      refused: 'unauthorised',
    });
  });

  test('is refused before its body is read', async () => {
    const response = await post(new Uint8Array(32 * MIB), { authorization: '' });
    expect((await refusalOf(response)).refused).toBe('unauthorised');
  });

  test('gets no file, no manifest and a JSON refusal', async () => {
    for (const path of [`/api/files/${'0'.repeat(64)}`, `/api/files/${'0'.repeat(64)}/manifest`]) {
      const response = await fetch(trolley.hub + path);
      expect([response.status, await response.json()]).toEqual([401, { v: 1, refused: 'unauthorised' }]);
    }
  });

  test.each([
    ['a wrong code', '{"code":"WRONG-CODE"}', 'application/json', 403, 'bad-code'],
    ['no JSON', 'code=x', 'application/json', 400, 'bad-message'],
    ['a form of another site', '{"code":"WRONG-CODE"}', 'text/plain', 400, 'bad-message'],
    ['a large body', `{"code":"${'A'.repeat(5000)}"}`, 'application/json', 413, 'too-large'],
  ])('does not enrol: %s', async (_, body, type, status, refused) => {
    const response = await fetch(`${trolley.hub}/api/enrol`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect([response.status, await response.json()]).toEqual([status, { v: 1, refused }]);
  });
});

describe('[S9] a bad push', () => {
  const WORK = 'work/bad-input/990101-01';
  const NOT_YJS = new Uint8Array([255, 1, 2, 3]);
  const edit = (key: string) => tablet.edit(WORK, '990101-01', (ydoc) => ydoc.getMap('answers').set(key, ['a']));

  test('fails alone: the good ones before and behind it are stored', async () => {
    const pushes = [edit('questions/q1'), push(WORK, NOT_YJS), edit('questions/q2')];
    const { results } = await exchange({ pushes });
    expect(results).toEqual([
      { s: 'ok', seq: expect.any(Number) },
      { s: 'bad', why: 'not-an-update' },
      { s: 'ok', seq: expect.any(Number) },
    ]);
    const other = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[1]!.code);
    await other.pull();
    expect(other.document(WORK).getMap('answers').toJSON()).toEqual({ 'questions/q1': ['a'], 'questions/q2': ['a'] });
  });

  test('is answered with its own reason', async () => {
    const update = edit('questions/q3').update;
    const { results } = await exchange({
      pushes: [
        push('work/bad-input/990101-02', update), // another pupil's
        push('work/never-handed-out/990101-01', update),
        push('no/such/kind', update),
        { ...push(WORK, update), device: 'another' },
        push('lesson/tortue-verte', update),
      ],
    });
    expect(results).toEqual([
      { s: 'denied', why: 'no-right' },
      { s: 'unknown' },
      { s: 'bad', why: 'bad-document-id' },
      { s: 'denied', why: 'not-this-device' },
      { s: 'denied', why: 'no-right' },
    ]);
  });

  test('[S11] that leaves a gap is asked for from the state vector on', async () => {
    const ydoc = new Y.Doc();
    ydoc.getText('page').insert(0, 'first');
    const before = Y.encodeStateVector(ydoc);
    ydoc.getText('page').insert(5, ' second');
    const { results } = await exchange({ pushes: [push(WORK, Y.encodeStateAsUpdate(ydoc, before))] });
    expect(results).toEqual([{ s: 'need-sv', sv: expect.any(Uint8Array) }]);
    const sv = results[0]?.s === 'need-sv' ? results[0].sv : new Uint8Array();
    const again = await exchange({ pushes: [push(WORK, Y.encodeStateAsUpdate(ydoc, sv))] });
    expect(again.results[0]?.s).toBe('ok');
  });
});

test('a want for a document that this node does not have, or that is not the reader’s, gets nothing', async () => {
  const wants = ['work/nobody/knows', 'notice/secret', 'lesson/of-another-class'].map((doc) => ({
    doc,
    sv: new Uint8Array([0]),
  }));
  const { diffs } = await exchange({ wants });
  const nothing = [null, new Uint8Array([0, 0])];
  for (const { update } of diffs) expect(nothing).toContainEqual(update);
  expect(diffs).toHaveLength(3);
});
