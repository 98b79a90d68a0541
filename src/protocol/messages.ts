import * as v from 'valibot';
import { MAX_ERASED, MAX_HELD, MAX_HELD_BELOW, MAX_PUSHES, MAX_RESET_DOCUMENTS, MAX_WANTS } from './limits.ts';

/*
 * The messages of PROTOCOL.md, as schemas: what does not fit is refused before anything reads it.
 * The same two, SyncRequest and SyncResponse, travel in `POST /api/sync` and as frames of the WebSocket.
 */

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const Document = v.pipe(v.string(), v.minLength(1), v.maxLength(160));
/** Capped by the message that they come in; a single push is capped where it is judged, so that it alone is refused. */
const Bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const Sequence = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Client = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A place in a node's log (S4): `tag` is the random mark of the row at `seq`, '' at 0. */
export const CursorSchema = v.object({ epoch: Name, seq: Sequence, tag: v.pipe(v.string(), v.maxLength(32)) });
export type Cursor = v.InferOutput<typeof CursorSchema>;

/** Who wrote under a Yjs clientID: [clientID, account, device] (S3). */
export const AuthorSchema = v.tuple([Client, Name, Name]);
export type Author = v.InferOutput<typeof AuthorSchema>;

/** Edits of one author, from one device, to one document. `authors` names who wrote under clientIDs that are not this author's, when reconciling. */
export const PushSchema = v.object({
  doc: Document,
  update: Bytes,
  author: Name,
  device: Name,
  authors: v.optional(v.array(AuthorSchema)),
});
export type Push = v.InferOutput<typeof PushSchema>;

/** Asks for what a state vector lacks. */
export const WantSchema = v.object({
  doc: Document,
  sv: Bytes,
  /** The asker takes a large difference in parts. */
  parts: v.optional(v.boolean()),
});
export type Want = v.InferOutput<typeof WantSchema>;

/** What a device keeps because its upstream refused it (S9): rows of one author in one document, for one reason. */
export const HeldSchema = v.object({
  doc: Document,
  author: v.pipe(v.string(), v.maxLength(64)),
  why: v.pipe(v.string(), v.maxLength(32)),
  rows: Sequence,
  bytes: Sequence,
});
export type Held = v.InferOutput<typeof HeldSchema>;

/** The same, as a teacher's device hears of it; `device` is '' and `number` 0 where the answering node itself keeps it. */
export const HeldBelowSchema = v.object({
  ...HeldSchema.entries,
  device: v.pipe(v.string(), v.maxLength(64)),
  /** Painted on the tablet; 0 for others. */
  number: Sequence,
  /** When the node first heard of it, by its own clock in milliseconds: shown, never compared (S6). */
  since: v.optional(Sequence),
});
export type HeldBelow = v.InferOutput<typeof HeldBelowSchema>;

/** How far an erasure has come below: on the asker itself, or on a device below it. */
export const ErasureToldSchema = v.object({
  erasure: Name,
  /** '' is the asker. */
  device: v.pipe(v.string(), v.maxLength(64)),
  /** What people call that device. */
  name: v.pipe(v.string(), v.maxLength(64)),
  /** False where that device is still awaited. */
  done: v.boolean(),
});
export type ErasureTold = v.InferOutput<typeof ErasureToldSchema>;

export const SyncRequestSchema = v.object({
  v: v.number(),
  /** Where the last answer ended; null to begin, or, on a socket, to go on where the socket is. */
  cursor: v.nullable(CursorSchema),
  pushes: v.pipe(v.array(PushSchema), v.maxLength(MAX_PUSHES)),
  wants: v.pipe(v.array(WantSchema), v.maxLength(MAX_WANTS)),
  /** Answer the pushes and the wants alone: no rows, and the reader stays where it is. */
  quiet: v.optional(v.boolean()),
  /** All that this device keeps because it was refused, in the place of what it said before; without it nothing changed (S9). */
  held: v.optional(v.pipe(v.array(HeldSchema), v.maxLength(MAX_HELD))),
  /** Erasures, as far as they were carried out here and below, in the place of what was said before; without it nothing changed. */
  erased: v.optional(v.pipe(v.array(ErasureToldSchema), v.maxLength(MAX_ERASED))),
});
export type SyncRequest = v.InferOutput<typeof SyncRequestSchema>;

export const BAD_REASONS = [
  'not-an-update',
  'too-big',
  'too-many-structs',
  'too-many-clients',
  'too-slow',
  'bad-document-id',
] as const;
export const DENIED_REASONS = ['no-right', 'client-id-taken', 'not-this-device'] as const;
export type BadReason = (typeof BAD_REASONS)[number];
export type DeniedReason = (typeof DENIED_REASONS)[number];

/** One answer per push, in the order of the pushes. */
export const PushResultSchema = v.variant('s', [
  /** On this node's disk, at or before `seq` of its log (S2). */
  v.object({ s: v.literal('ok'), seq: Sequence }),
  /** Something before it is missing here (S11): send what `sv` lacks. */
  v.object({ s: v.literal('need-sv'), sv: Bytes }),
  v.object({ s: v.literal('denied'), why: v.picklist(DENIED_REASONS) }),
  v.object({ s: v.literal('bad'), why: v.picklist(BAD_REASONS) }),
  /** This node does not know yet what the document belongs to: keep it and try later. */
  v.object({ s: v.literal('unknown') }),
  /** Erased for good: forget it. */
  v.object({ s: v.literal('gone') }),
]);
export type PushResult = v.InferOutput<typeof PushResultSchema>;

/** What changed in one document since the cursor, coalesced; `seq` is the last row it covers. */
export const FeedRowSchema = v.object({ doc: Document, update: Bytes, seq: Sequence, authors: v.array(AuthorSchema) });
export type FeedRow = v.InferOutput<typeof FeedRowSchema>;

/** Answer to a want: what the asker lacks, and the state vector to push back against. `update` is null where the reader may not read. */
export const DiffSchema = v.object({
  doc: Document,
  update: v.nullable(Bytes),
  sv: Bytes,
  seq: Sequence,
  authors: v.array(AuthorSchema),
  /** This is a part, to one who takes them: once it is stored, the document is to be asked for again. */
  more: v.optional(v.boolean()),
});
export type Diff = v.InferOutput<typeof DiffSchema>;

/** How far the node above the answering one has stored: all its rows up to `seq`, but for those of the `held` documents (S13). */
export const ReceiptSchema = v.object({ seq: Sequence, held: v.array(Document) });
export type Receipt = v.InferOutput<typeof ReceiptSchema>;

export const NODE_ROLES = ['hub', 'ent'] as const;
export type NodeRole = (typeof NODE_ROLES)[number];
export const NodeSchema = v.object({ epoch: Name, role: v.picklist(NODE_ROLES) });

export const SyncResponseSchema = v.object({
  v: v.number(),
  node: NodeSchema,
  results: v.array(PushResultSchema),
  rows: v.array(FeedRowSchema),
  diffs: v.array(DiffSchema),
  /** The position after which `rows` begin; a reader that is not that far yet has missed something and reads anew. */
  since: Sequence,
  receipt: ReceiptSchema,
  cursor: CursorSchema,
  /** Ask again at once: the byte budget ended before the rows did; in a quiet answer, before the differences did. */
  more: v.boolean(),
  /** Documents that were taken from this reader: it hides them, sends what it still has of them, then purges them (S12). */
  revoked: v.optional(v.pipe(v.array(Document), v.maxLength(MAX_RESET_DOCUMENTS))),
  /** The cursor was not of this log (S4): reconcile these documents, and those held, by state vector. */
  reset: v.optional(v.pipe(v.array(Document), v.maxLength(MAX_RESET_DOCUMENTS))),
  /** With `reset`: the log is the one that the cursor is of, and `reset` names what was given to this reader at once, too much for one answer (S12). */
  given: v.optional(v.boolean()),
  /** This device is to send what only it holds, then to erase all and say so with `DELETE /api/enrol`. */
  dismissed: v.optional(v.boolean()),
  /** For a teacher's device: all that devices of its classes keep because it was refused (S9). */
  heldBelow: v.optional(v.pipe(v.array(HeldBelowSchema), v.maxLength(MAX_HELD_BELOW))),
});
export type SyncResponse = v.InferOutput<typeof SyncResponseSchema>;

export const REFUSALS = [
  'bad-message',
  'old-protocol',
  'too-large',
  'unauthorised',
  'bad-code',
  /** It was right, and has made a device already. */
  'code-used',
  /** It was right, and its time is over. */
  'code-over',
  'too-many-tries',
  'not-found',
  'no-right',
  /** A second factor is wanted beside the password. */
  'totp-needed',
  'weak-password',
  /** The name is somebody else's already. */
  'taken',
  /** Nobody would be left who may manage accounts. */
  'last-head',
  /** The school's identity provider does not answer. */
  'provider-unreachable',
  /** It let nobody in, or answered something else than it was asked. */
  'provider-refused',
  /** The way there and back took too long, or was used already. */
  'provider-over',
  /** It knows the person, but no account here is linked to them. */
  'provider-unlinked',
  'internal',
] as const;
/** Why a whole request or frame is refused; single pushes are answered one by one instead. */
export type RefusalCode = (typeof REFUSALS)[number];
export const RefusalSchema = v.object({ v: v.number(), refused: v.picklist(REFUSALS) });
export type Refusal = v.InferOutput<typeof RefusalSchema>;

/** Device id and secret, as given by enrolment. */
export const CredentialSchema = v.object({ device: Name, secret: v.pipe(v.string(), v.maxLength(128)) });
export type Credential = v.InferOutput<typeof CredentialSchema>;

/** Frames from a client: first `hello`, then `sync` with ids of its own. */
export const ClientFrameSchema = v.variant('t', [
  v.object({ t: v.literal('hello'), v: v.number(), ...CredentialSchema.entries }),
  v.object({ t: v.literal('sync'), id: Sequence, request: SyncRequestSchema }),
]);
export type ClientFrame = v.InferOutput<typeof ClientFrameSchema>;

/** Frames from a node: answers (with the request's id) and the stream (id null). */
export const ServerFrameSchema = v.variant('t', [
  v.object({ t: v.literal('sync'), id: v.nullable(Sequence), response: SyncResponseSchema }),
  v.object({ t: v.literal('refused'), v: v.number(), refused: v.picklist(REFUSALS) }),
]);
export type ServerFrame = v.InferOutput<typeof ServerFrameSchema>;

/** `GET /api/ping`, as JSON. `demonstration` is true on an embedded demonstration only. */
export const PingSchema = v.object({
  node: v.string(),
  role: v.picklist(NODE_ROLES),
  epoch: Name,
  version: v.string(),
  protocol: v.number(),
  demonstration: v.optional(v.boolean(), false),
});
export type Ping = v.InferOutput<typeof PingSchema>;

/** `GET /api/files/<sha256>/manifest`, as JSON: the digests of the 1 MiB chunks, in hexadecimal, in order. */
export const ManifestSchema = v.object({
  sha256: v.string(),
  bytes: Sequence,
  chunks: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;

export const DEVICE_ROLES = ['tablet', 'teacher', 'hub'] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];

/** `POST /api/enrol` with `{code}`, as JSON: what a device keeps. */
export const EnrolmentSchema = v.object({
  ...CredentialSchema.entries,
  role: v.picklist(DEVICE_ROLES),
  /** Number painted on the tablet; 0 for others. */
  number: v.number(),
  /** Ids of the classes this device serves. */
  classes: v.array(Name),
  /** The adult's account on a teacher's device, else ''. */
  account: v.string(),
  school: v.string(),
});
export type Enrolment = v.InferOutput<typeof EnrolmentSchema>;
