import { connect } from 'node:net';
import fc from 'fast-check';
import { concatBytes } from '../../../src/base/bytes.ts';
import { CANARY, type FuzzedHub } from '../hub.ts';
import { mutated, mutatedText } from '../mutation.ts';
import { type AnyTarget, must, target } from '../target.ts';
import { RANGES } from './byte-range.ts';
import { sampleMessages } from './message.ts';

/** Inputs after which the hub is looked at. */
const LOOK_EVERY = 500;
/** A request of which the hub waits for more is given up after so long, in milliseconds. */
const PATIENCE_MS = 100;

/** Requests as bytes on a socket, so that no client library mends what is wrong with them. */
export function hubHttpTarget(hub: FuzzedHub): AnyTarget {
  let asked = 0;
  return target<Uint8Array>({
    name: 'HTTP, to a real hub',
    share: 12_000,
    inputs: requests(hub),
    async check(bytes) {
      checkAnswer(await answerTo(hub.port, bytes));
      if (++asked % LOOK_EVERY === 0) await hub.checkHealth();
    },
    limitMs: 2_000,
    end: () => hub.checkHealth(),
  });
}

function checkAnswer(answer: string): void {
  if (answer === '') return; // the line was cut: there was nothing to answer to
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
  must(status >= 100 && status < 500, `the answer begins ${JSON.stringify(answer.slice(0, 60))}`);
  must(!answer.includes(CANARY), 'a file outside of the app was read');
}

/** All that comes back. Each ends its connection; what waits for more is cut. */
function answerTo(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', () => undefined); // the hub cut the line, and `close` follows
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
    socket.write(bytes);
  });
}

const CLIMBS = [
  ...[
    '/',
    '/classe/ce2-a',
    '/assets/main.js',
    '/assets/../../secret.txt',
    '/../secret.txt',
    '/.secret',
    '/%2e%2e/secret.txt',
  ],
  ...[
    '/..%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//../../secret.txt',
    '//secret.txt',
  ],
  ...[
    '/assets/%00/../../secret.txt',
    'http://other/../secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/index.html/../../secret.txt',
  ],
];

function requests(hub: FuzzedHub): fc.Arbitrary<Uint8Array> {
  const authorization = fc.constantFrom(
    `authorization: ${hub.honest.authorization}\r\n`,
    '',
    'authorization: Bearer x.y\r\n',
  );
  const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE');
  const climbing = fc
    .tuple(method, mutatedText(CLIMBS), authorization)
    .map(([verb, path, who]) => requestOf(`${verb} ${path.replaceAll(/[\r\n]/g, '')}`, who));
  const there = hub.file;
  const absent = `/api/files/${'ab'.repeat(32)}`;
  const files = [there, `${there}/manifest`, absent, '/api/files/..%2f..%2fcodes.json', '/api/files/x'];
  const ranged = fc
    .tuple(fc.oneof(fc.constant(there), mutatedText(files)), mutatedText(RANGES), authorization)
    .map(([path, range, who]) => requestOf(`GET ${path.replaceAll(/[\r\n]/g, '')}`, `${who}range: ${range}\r\n`));
  const enrol = mutatedText([
    '{"code":"ABCDEFGHJKLM"}',
    '{"code":["A"],"__proto__":{}}',
    '{"code":"\\u0000"}',
    '[]',
    '{}',
  ]).map((body) => requestOf('POST /api/enrol', 'content-type: application/json\r\n', new TextEncoder().encode(body)));
  const encoding = fc.constantFrom('', '', 'content-encoding: gzip\r\n', 'content-encoding: deflate\r\n');
  const sync = fc
    .tuple(authorization, encoding, mutated(sampleMessages()))
    .map(([who, how, body]) => requestOf('POST /api/sync', who + how, body));
  const whole = fc.oneof(climbing, ranged, enrol, sync);
  const broken = mutated([requestOf('GET /', ''), requestOf('POST /api/sync', 'transfer-encoding: chunked\r\n')]);
  return fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: broken });
}

function requestOf(line: string, headers: string, body?: Uint8Array): Uint8Array {
  const length = body ? `content-length: ${body.byteLength}\r\n` : '';
  const head = `${line} HTTP/1.1\r\nhost: cartable\r\nconnection: close\r\n${headers}${length}\r\n`;
  return concatBytes([new TextEncoder().encode(head), body ?? new Uint8Array()]);
}
