/** Version of the wire. A node answers another version with `old-protocol` and stores nothing of it. */
export const PROTOCOL_VERSION = 1;

/** Largest request or frame, in bytes after decompression: a class's whole day in one batch stays below 2 MB. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
/**
 * Most CBOR items in one message: each costs its reader many times its byte, and 8 MiB of empty maps took 3 s. The fullest honest
 * message, 4,000 rows with their authors, has about 200,000.
 */
export const MAX_MESSAGE_ITEMS = 400_000;
/** Largest single update, in bytes: a 200-page text is about 1 MB. */
export const MAX_UPDATE_BYTES = 2 * 1024 * 1024;
export const MAX_PUSHES = 2_000;
export const MAX_WANTS = 2_000;
/**
 * Documents that a reset may list, and documents that may be named as taken: 12 classes × 25 pupils × 120 activities, a work and its
 * feedback each, make 72,000.
 */
export const MAX_RESET_DOCUMENTS = 100_000;
/** Bytes of those names, so that rows still fit beside them: 100,000 ids of 42 bytes. */
export const NAMES_BUDGET_BYTES = 4_500_000;
/** Refusals that one report may tell: a person looks into a handful, and the rest stands on the device itself. */
export const MAX_HELD = 200;
/** Most erasures that a request tells of, for the asker and for those below it: a year of a large school. */
export const MAX_ERASED = 2_000;
/** Refusals of all devices below that one answer tells. */
export const MAX_HELD_BELOW = 2_000;
/** The rows of one answer stop near this many bytes, and so do its differences, with `more: true`; a first document always goes, whatever its size. */
export const ANSWER_BUDGET_BYTES = 1024 * 1024;
/** A larger difference of one document goes in parts to whoever takes them, so that an answer is far from the largest message. */
export const MAX_DIFF_BYTES = MAX_MESSAGE_BYTES / 2;
/** Pushes of one request stop near this many bytes; a first push always goes, whatever its size. */
export const PUSH_BUDGET_BYTES = 512 * 1024;
/** Messages below this many bytes travel uncompressed: gzip's frame would cost more than it saves. */
export const COMPRESS_FROM_BYTES = 512;
/** Bytes of one file range: a dropped stream loses what it had not delivered, so ranges stay small (S18). */
export const FILE_RANGE_BYTES = 4 * 1024 * 1024;
/** A hub that has not answered a ping in this many milliseconds is not reachable (S17). */
export const PING_TIMEOUT_MS = 2_500;
