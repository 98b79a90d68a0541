import { DAMAGED, DAMAGED_COPY } from '../../sync/ports.ts';
import { ROW_COLUMNS } from './row-record.ts';

/** One statement; the database prepares it once per connection, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Rows that one look at the outbox takes in at most, so that its cost does not grow with the outbox. */
const PENDING_ROWS = 10_000;

/** Of a row that was set aside: every reading passes over it (S9). */
const IS_DAMAGED = `coalesce(reason, '') IN ('${DAMAGED}', '${DAMAGED_COPY}')`;

/** Leaves nothing of a row but its position, with the empty update and its hash. */
const emptied = (update: `$${number}`, hash: `$${number}`) =>
  `doc = '', author = '', device = '', authors = '[]', waits = NULL, reason = NULL, up = coalesce(up, 0),
   bytes = length(${update}::bytea), "update" = ${update}, hash = ${hash}`;

/** All that a log says to its database. « EXISTS » would let it gather the waiting rows of all documents first. */
export const LOG = {
  // The epoch too, each time: another server may have made it anew.
  head: {
    name: 'head',
    text: `
      SELECT value AS epoch, seq, tag FROM state LEFT JOIN (SELECT seq, tag FROM rows ORDER BY seq DESC LIMIT 1) AS last ON true
      WHERE name = 'epoch'`,
  },
  tag: { name: 'tag', text: 'SELECT tag FROM rows WHERE seq = $1' },
  between: {
    name: 'between',
    text: `SELECT ${ROW_COLUMNS}, reason FROM rows WHERE seq > $1 AND seq <= $2 ORDER BY seq`,
  },
  of: {
    name: 'of',
    text: `SELECT ${ROW_COLUMNS} FROM rows WHERE doc = $1 AND seq > $2 AND NOT ${IS_DAMAGED} ORDER BY seq`,
  },
  documents: {
    name: 'documents',
    text: `
      SELECT coalesce(seq, 0) AS seq, (
        SELECT json_agg(json_build_array(client, account, device) ORDER BY client) FROM bindings
        WHERE bindings.doc = asked.doc) AS authors
      FROM unnest($1::text[]) WITH ORDINALITY AS asked (doc, place) LEFT JOIN documents USING (doc) ORDER BY place`,
  },
  documentIds: { name: 'document_ids', text: 'SELECT doc FROM documents ORDER BY doc' },
  pending: {
    name: 'pending',
    text: `
      SELECT ${ROW_COLUMNS} FROM rows JOIN (
        SELECT seq, sum(bytes) OVER (ORDER BY seq) AS total, row_number() OVER (ORDER BY seq) AS place FROM (
          SELECT seq, bytes FROM rows WHERE waits = 'pending' AND doc <> ALL ($1::text[])
          ORDER BY seq LIMIT ${PENDING_ROWS}) AS first
      ) AS counted USING (seq) WHERE total <= $2 OR place = 1 ORDER BY seq`,
  },
  pendingCount: {
    name: 'pending_count',
    text: `SELECT count(*) AS rows, coalesce(sum(bytes), 0)::bigint AS bytes FROM rows WHERE waits = 'pending'`,
  },
  firstUnsettled: {
    name: 'first_unsettled',
    text: `
      SELECT least(
        (SELECT min(seq) FROM rows WHERE waits = 'pending'), (SELECT min(seq) FROM rows WHERE waits = 'unproven')
      ) AS seq`,
  },
  unproven: {
    name: 'unproven',
    text: `
      SELECT doc FROM rows WHERE waits = 'unproven' UNION
      SELECT doc FROM rows WHERE waits = 'held' AND reason = '${DAMAGED_COPY}' ORDER BY doc`,
  },
  held: { name: 'held', text: `SELECT ${ROW_COLUMNS}, reason FROM rows WHERE waits = 'held' ORDER BY seq` },
  whereabouts: {
    name: 'whereabouts',
    text: `
      SELECT asked.doc, up,
        (SELECT seq FROM rows WHERE rows.doc = asked.doc AND waits IS NOT NULL LIMIT 1) IS NOT NULL AS waits,
        (SELECT value FROM state WHERE name = 'receipt') AS receipt
      FROM unnest($1::text[]) WITH ORDINALITY AS asked (doc, place) LEFT JOIN documents USING (doc) ORDER BY place`,
  },

  // Positions follow the log's end; the first account that uses a clientID keeps it (S8).
  append: {
    name: 'append',
    text: `
      WITH given AS (
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[], $7::bytea[])
          WITH ORDINALITY AS given (doc, author, device, authors, up, hash, "update", place)
      ), added AS (
        INSERT INTO rows (seq, tag, doc, author, device, authors, waits, up, bytes, hash, "update")
        SELECT (SELECT coalesce(max(seq), 0) FROM rows) + place, $8::text, doc, author, device, authors,
          CASE WHEN up IS NULL THEN 'pending' END, up, length("update"), hash, "update"
        FROM given ORDER BY place
        RETURNING seq, doc, up
      ), known AS (
        INSERT INTO documents AS old (doc, seq, up)
        SELECT doc, max(seq), coalesce(max(up), 0) FROM added GROUP BY doc
        ON CONFLICT (doc) DO UPDATE SET seq = excluded.seq, up = greatest(old.up, excluded.up)
      ), bound AS (
        INSERT INTO bindings (doc, client, account, device)
        SELECT DISTINCT ON (doc, client) doc, client, account, device
        FROM unnest($9::text[], $10::bigint[], $11::text[], $12::text[])
          WITH ORDINALITY AS said (doc, client, account, device, place)
        ORDER BY doc, client, place
        ON CONFLICT DO NOTHING
      )
      SELECT max(seq) AS seq, (SELECT value FROM state WHERE name = 'epoch') AS epoch FROM added`,
  },
  // Either the upstream's position or the reason for which it is held back, by position. A row that was emptied since it was
  // sent waits for no answer.
  settle: {
    name: 'settle',
    text: `
      WITH answered AS (
        UPDATE rows SET waits = CASE WHEN answer.reason IS NOT NULL THEN 'held' END, up = answer.up, reason = answer.reason
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS answer (seq, up, reason)
        WHERE rows.seq = answer.seq AND rows.doc <> ''
        RETURNING rows.doc, rows.up
      ), raised AS (
        UPDATE documents SET up = greatest(documents.up, risen.up)
        FROM (SELECT doc, max(up) AS up FROM answered GROUP BY doc) AS risen WHERE documents.doc = risen.doc
      )
      SELECT DISTINCT doc FROM answered ORDER BY doc`,
  },
  release: {
    name: 'release',
    text: `
      WITH released AS (
        UPDATE rows SET waits = 'pending', reason = NULL
        WHERE waits = 'held' AND reason = coalesce($1::text, reason) AND NOT ${IS_DAMAGED}
        RETURNING doc
      )
      SELECT DISTINCT doc FROM released ORDER BY doc`,
  },
  one: { name: 'one', text: `SELECT ${ROW_COLUMNS}, reason FROM rows WHERE seq = $1` },
  setAside: {
    name: 'set_aside',
    text: `
      UPDATE rows SET reason = CASE WHEN up IS NULL THEN '${DAMAGED}' ELSE '${DAMAGED_COPY}' END, waits = 'held', up = NULL
      WHERE seq = $1`,
  },
  mend: { name: 'mend', text: 'UPDATE rows SET bytes = length($2::bytea), "update" = $2, hash = $3 WHERE seq = $1' },
  confirm: {
    name: 'confirm',
    text: `
      WITH confirmed AS (
        UPDATE rows SET waits = NULL, up = $2 WHERE doc = $1 AND seq <= $3 AND waits IN ('pending', 'unproven')
        RETURNING doc
      )
      UPDATE documents SET up = greatest(up, $2) WHERE doc IN (SELECT doc FROM confirmed)`,
  },
  emptyCopies: {
    name: 'empty_copies',
    text: `
      UPDATE rows SET ${emptied('$2', '$3')}
      WHERE doc = $1 AND waits = 'held' AND reason = '${DAMAGED_COPY}' RETURNING seq`,
  },
  damagedAmong: {
    name: 'damaged_among',
    text: `
      SELECT DISTINCT doc FROM rows WHERE seq = ANY ($1::bigint[]) AND waits = 'held' AND reason = '${DAMAGED}' ORDER BY doc`,
  },
  emptyDamagedAmong: {
    name: 'empty_damaged_among',
    text: `
      UPDATE rows SET ${emptied('$2', '$3')}
      WHERE seq = ANY ($1::bigint[]) AND waits = 'held' AND reason = '${DAMAGED}'`,
  },
  // Where nothing of it is left but its name.
  forgetEmpty: {
    name: 'forget_empty',
    text: `
      WITH leaving AS (
        DELETE FROM documents WHERE doc = $1 AND NOT EXISTS (SELECT FROM rows WHERE rows.doc = $1) RETURNING doc
      ), unbound AS (
        DELETE FROM bindings WHERE doc IN (SELECT doc FROM leaving)
      )
      DELETE FROM archive WHERE doc IN (SELECT doc FROM leaving)`,
  },
  purge: {
    name: 'purge',
    text: `
      WITH leaving AS (
        SELECT doc FROM documents WHERE doc = ANY ($1::text[])
          AND (SELECT seq FROM rows WHERE rows.doc = documents.doc AND waits IS NOT NULL LIMIT 1) IS NULL
      ), emptied AS (
        UPDATE rows SET ${emptied('$2', '$3')}
        WHERE doc IN (SELECT doc FROM leaving)
      ), unbound AS (
        DELETE FROM bindings WHERE doc IN (SELECT doc FROM leaving)
      ), unarchived AS (
        DELETE FROM archive WHERE doc IN (SELECT doc FROM leaving)
      ), forgotten AS (
        DELETE FROM documents WHERE doc IN (SELECT doc FROM leaving)
      )
      SELECT doc FROM leaving`,
  },
  erase: {
    name: 'erase',
    text: `
      WITH leaving AS (
        SELECT doc, (SELECT count(*) FROM (
          SELECT seq FROM rows WHERE rows.doc = documents.doc UNION SELECT seq FROM archive WHERE archive.doc = documents.doc
        ) AS all_of_it) AS rows FROM documents WHERE doc = ANY ($1::text[])
      ), emptied AS (
        UPDATE rows SET ${emptied('$2', '$3')}
        WHERE doc IN (SELECT doc FROM leaving)
      ), unbound AS (
        DELETE FROM bindings WHERE doc IN (SELECT doc FROM leaving)
      ), unarchived AS (
        DELETE FROM archive WHERE doc IN (SELECT doc FROM leaving)
      ), forgotten AS (
        DELETE FROM documents WHERE doc IN (SELECT doc FROM leaving)
      )
      SELECT doc, rows FROM leaving`,
  },
  // All parts see the rows as they were before; nothing is found, and nothing changes, where they cannot be put together.
  compact: {
    name: 'compact',
    text: `
      WITH old AS (
        SELECT max(seq) AS last, max(coalesce(up, 0)) AS up FROM rows
        WHERE doc = $1 AND seq <= $2 AND NOT ($11::boolean AND ${IS_DAMAGED})
        HAVING count(*) >= CASE WHEN $11::boolean THEN 1 ELSE 2 END AND bool_and(waits IS NULL OR ($3 AND waits = 'pending'))
      ), archived AS (
        INSERT INTO archive (seq, tag, doc, author, device, authors, hash, "update")
        SELECT ${ROW_COLUMNS} FROM rows WHERE NOT $11 AND doc = $1 AND seq <= (SELECT last FROM old)
          AND seq > (SELECT coalesce(max(seq), 0) FROM archive WHERE doc = $1)
      ), dropped AS (
        DELETE FROM archive WHERE $11 AND doc = $1 AND (SELECT last FROM old) IS NOT NULL
      ), emptied AS (
        UPDATE rows SET ${emptied('$9', '$10')}
        WHERE doc = $1 AND (SELECT last FROM old) IS NOT NULL
          AND (seq < (SELECT last FROM old) OR ($11 AND ${IS_DAMAGED}))
      )
      UPDATE rows SET author = $4, device = $5, authors = $6, up = CASE WHEN waits IS NULL THEN old.up END,
        bytes = length($7::bytea), "update" = $7, hash = $8
      FROM old WHERE seq = old.last RETURNING seq`,
  },
  archivedOf: {
    name: 'archived_of',
    text: `SELECT ${ROW_COLUMNS} FROM archive AS rows WHERE doc = $1 ORDER BY seq`,
  },
  longDocuments: {
    name: 'long_documents',
    text: `SELECT doc FROM rows WHERE doc <> '' GROUP BY doc HAVING count(*) >= $1 ORDER BY doc`,
  },
  distrustRows: {
    name: 'distrust_rows',
    text: `UPDATE rows SET waits = 'unproven', up = NULL WHERE waits IS NULL AND doc <> ''`,
  },
  distrustCopies: {
    name: 'distrust_copies',
    text: `UPDATE rows SET reason = '${DAMAGED}' WHERE waits = 'held' AND reason = '${DAMAGED_COPY}'`,
  },
  distrustDocuments: { name: 'distrust_documents', text: 'UPDATE documents SET up = 0 WHERE up > 0' },
} as const satisfies Record<string, Statement>;
