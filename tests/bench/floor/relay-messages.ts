import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode, encode } from 'cborg';

export interface Piece {
  readonly doc: string;
  readonly update: Uint8Array;
}

export interface ToRelay {
  readonly client: number;
  /** Edits made so far, this message's included. */
  readonly edits: number;
  readonly pieces: readonly Piece[];
  /** On the first message of a connection: how far this client has read. */
  readonly position?: number;
  /** On its very first: what it wants to read. */
  readonly docs?: readonly string[];
}

export interface FromRelay {
  readonly position: number;
  readonly acked: number;
  readonly pieces: readonly Piece[];
}

/** Below this many bytes compression costs more than it saves. */
const COMPRESS_FROM_BYTES = 150;

/** A message as it travels: compressed as a whole. */
export function pack(message: ToRelay | FromRelay): Uint8Array {
  const plain = encode(message);
  const squeezed = plain.byteLength < COMPRESS_FROM_BYTES ? undefined : deflateRawSync(plain);
  return squeezed ? Buffer.concat([Buffer.of(1), squeezed]) : Buffer.concat([Buffer.of(0), plain]);
}

export function unpack<Message extends ToRelay | FromRelay>(data: Uint8Array): Message {
  return decode(data[0] === 1 ? inflateRawSync(data.subarray(1)) : data.subarray(1)) as Message;
}

/** A piece as it lies in the relay's file: its length, then itself. */
export function recordOf(piece: Piece): Uint8Array {
  const bytes = encode({ doc: piece.doc, update: piece.update });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}

/** The whole records of a file and how many bytes they are; a torn one at its end is left out. */
export function records(file: Buffer): { readonly pieces: Piece[]; readonly bytes: number } {
  const pieces: Piece[] = [];
  let at = 0;
  while (at + 4 <= file.byteLength) {
    const end = at + 4 + file.readUInt32LE(at);
    if (end > file.byteLength) break;
    pieces.push(decode(file.subarray(at + 4, end)) as Piece);
    at = end;
  }
  return { pieces, bytes: at };
}
