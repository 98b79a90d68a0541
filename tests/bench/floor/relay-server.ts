/**
 * The floor: the least that a server for Yjs documents can do and still keep its word. It appends what comes to one file, one
 * fsync for all that came meanwhile, then acks and passes on. No rights, no checks, no receipts, no catch-up but from a position.
 */
import { fdatasyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { pack, type Piece, records, recordOf, unpack, type FromRelay, type ToRelay } from './relay-messages.ts';

interface Reader {
  socket: WebSocket | undefined;
  /** Entries of the log that it has. */
  position: number;
  acked: number;
  docs: ReadonlySet<string>;
}

interface Entry extends Piece {
  readonly from: number;
}

const folder = process.env['DATA_DIR']!;
mkdirSync(folder, { recursive: true });
const path = join(folder, 'relay.log');
const file = openSync(path, 'a');
const log: Entry[] = records(readFileSync(path)).pieces.map((piece) => ({ ...piece, from: -1 }));
const readers = new Map<number, Reader>();
let waiting: { readonly reader: Reader; readonly message: ToRelay }[] = [];

function commit(): void {
  const batch = waiting;
  waiting = [];
  const pieces = batch.flatMap(({ message }) => message.pieces);
  if (pieces.length > 0) {
    writeSync(file, Buffer.concat(pieces.map(recordOf)));
    fdatasyncSync(file);
  }
  for (const { reader, message } of batch) {
    for (const piece of message.pieces) log.push({ ...piece, from: message.client });
    reader.acked = message.edits;
  }
  const spoke = new Set(batch.map(({ reader }) => reader));
  for (const [client, reader] of readers) pump(client, reader, spoke.has(reader));
}

function pump(client: number, reader: Reader, mustSpeak: boolean): void {
  if (reader.socket?.readyState !== 1) return;
  const news = log.slice(reader.position).filter(({ doc, from }) => from !== client && reader.docs.has(doc));
  reader.position = log.length;
  if (news.length === 0 && !mustSpeak) return;
  const pieces = news.map(({ doc, update }): Piece => ({ doc, update }));
  reader.socket.send(pack({ position: log.length, acked: reader.acked, pieces } satisfies FromRelay));
}

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const message = unpack<ToRelay>(data);
    const known = readers.get(message.client) ?? { socket, position: 0, acked: 0, docs: new Set<string>() };
    const reader: Reader = Object.assign(known, { socket });
    if (message.docs) reader.docs = new Set(message.docs);
    if (message.position !== undefined) reader.position = message.position;
    readers.set(message.client, reader);
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ reader, message });
  });
});
http.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  console.log(`relay listens at http://127.0.0.1:${(http.address() as AddressInfo).port}`);
});
