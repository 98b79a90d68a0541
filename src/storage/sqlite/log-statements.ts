import { DAMAGED, DAMAGED_COPY } from '../../sync/ports.ts';
import { ROW_COLUMNS } from './row-record.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Of a row that was set aside: every reading passes over it (S9). */
const IS_DAMAGED = `coalesce(reason, '') IN ('${DAMAGED}', '${DAMAGED_COPY}')`;

/** Leaves nothing of a row but its position; bound to the length, the hash and the bytes of the empty update. */
const EMPTIED = `doc = '', author = '', device = '', authors = '[]', waits = NULL, reason = NULL, up = coalesce(up, 0),
  bytes = ?, hash = ?, "update" = ?`;

export type LogStatements = ReturnType<typeof prepareLog>;

/** All that a log says to its database, prepared once. */
export function prepareLog(database: SqliteDatabase) {
  return {
    head: database.prepare('SELECT seq, tag FROM rows ORDER BY seq DESC LIMIT 1'),
    tag: database.prepare('SELECT tag FROM rows WHERE seq = ?'),
    between: database.prepare(`SELECT ${ROW_COLUMNS}, reason FROM rows WHERE seq > ? AND seq <= ? ORDER BY seq`),
    of: database.prepare(
      `SELECT ${ROW_COLUMNS} FROM rows WHERE doc = ? AND seq > ? AND NOT ${IS_DAMAGED} ORDER BY seq`,
    ),
    lastOf: database.prepare(
      `SELECT coalesce(seq, 0) AS seq FROM json_each(?) AS asked LEFT JOIN documents ON doc = asked.value
       ORDER BY asked.key`,
    ),
    bindingsOf: database.prepare(
      `SELECT asked.key AS asked, client, account, device FROM json_each(?) AS asked JOIN bindings ON doc = asked.value
       ORDER BY asked.key, client`,
    ),
    documentIds: database.prepare('SELECT doc FROM documents ORDER BY doc'),
    pending: database.prepare(
      `SELECT ${ROW_COLUMNS} FROM rows
       WHERE waits = 'pending' AND doc NOT IN (SELECT value FROM json_each(?)) ORDER BY seq`,
    ),
    pendingCount: database.prepare(
      `SELECT count(*) AS rows, coalesce(sum(bytes), 0) AS bytes FROM rows WHERE waits = 'pending'`,
    ),
    firstUnsettled: database.prepare(
      `SELECT min(seq) AS seq FROM (
         SELECT min(seq) AS seq FROM rows WHERE waits = 'pending' UNION ALL
         SELECT min(seq) FROM rows WHERE waits = 'unproven')`,
    ),
    unproven: database.prepare(
      `SELECT doc FROM rows WHERE waits = 'unproven' UNION
       SELECT doc FROM rows WHERE waits = 'held' AND reason = '${DAMAGED_COPY}' ORDER BY doc`,
    ),
    held: database.prepare(`SELECT ${ROW_COLUMNS}, reason FROM rows WHERE waits = 'held' ORDER BY seq`),
    whereabouts: database.prepare(
      `SELECT asked.value AS doc, up,
         EXISTS (SELECT 1 FROM rows WHERE rows.doc = asked.value AND rows.waits IS NOT NULL) AS waits
       FROM json_each(?) AS asked LEFT JOIN documents ON documents.doc = asked.value ORDER BY asked.key`,
    ),

    insert: database.prepare(
      `INSERT INTO rows (seq, tag, doc, author, device, authors, waits, up, bytes, hash, "update")
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    document: database.prepare(
      `INSERT INTO documents (doc, seq, up) VALUES (?, ?, ?)
       ON CONFLICT (doc) DO UPDATE SET seq = excluded.seq, up = max(up, excluded.up)`,
    ),
    // The first account that uses a clientID keeps it (S8).
    bind: database.prepare(
      'INSERT INTO bindings (doc, client, account, device) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    // A row that was emptied since it was sent waits for no answer.
    settle: database.prepare(
      `UPDATE rows SET waits = NULL, reason = NULL, up = ? WHERE seq = ? AND doc <> '' RETURNING doc`,
    ),
    hold: database.prepare(`UPDATE rows SET waits = 'held', reason = ?, up = NULL WHERE seq = ? AND doc <> ''`),
    release: database.prepare(
      `UPDATE rows SET waits = 'pending', reason = NULL
       WHERE waits = 'held' AND reason = coalesce(?, reason) AND NOT ${IS_DAMAGED} RETURNING doc`,
    ),
    one: database.prepare(`SELECT ${ROW_COLUMNS}, reason, up FROM rows WHERE seq = ?`),
    setAside: database.prepare(
      `UPDATE rows SET reason = CASE WHEN up IS NULL THEN '${DAMAGED}' ELSE '${DAMAGED_COPY}' END, waits = 'held', up = NULL
       WHERE seq = ?`,
    ),
    mend: database.prepare('UPDATE rows SET bytes = ?, hash = ?, "update" = ? WHERE seq = ?'),
    emptyOne: database.prepare(`UPDATE rows SET ${EMPTIED} WHERE seq = ?`),
    // The copies, or all of them.
    emptyDamaged: database.prepare(
      `UPDATE rows SET ${EMPTIED} WHERE doc = ? AND waits = 'held' AND (reason = '${DAMAGED_COPY}' OR (? AND reason = '${DAMAGED}'))`,
    ),
    damagedAmong: database.prepare(
      `SELECT DISTINCT doc FROM rows
       WHERE seq IN (SELECT value FROM json_each(?)) AND waits = 'held' AND reason = '${DAMAGED}' ORDER BY doc`,
    ),
    emptyDamagedAmong: database.prepare(
      `UPDATE rows SET ${EMPTIED}
       WHERE seq IN (SELECT value FROM json_each(?)) AND waits = 'held' AND reason = '${DAMAGED}'`,
    ),
    hasRows: database.prepare('SELECT 1 FROM rows WHERE doc = ? LIMIT 1'),
    raise: database.prepare('UPDATE documents SET up = max(up, ?) WHERE doc = ?'),
    confirm: database.prepare(
      `UPDATE rows SET waits = NULL, up = ? WHERE doc = ? AND seq <= ? AND waits IN ('pending', 'unproven')`,
    ),
    purgeable: database.prepare(
      `SELECT doc FROM documents WHERE doc = ? AND NOT EXISTS
         (SELECT 1 FROM rows WHERE rows.doc = documents.doc AND waits IS NOT NULL)`,
    ),
    emptyRows: database.prepare(`UPDATE rows SET ${EMPTIED} WHERE doc = ?`),
    documentExists: database.prepare('SELECT 1 FROM documents WHERE doc = ?'),
    rowsWithArchive: database.prepare(
      `SELECT count(*) AS count FROM (SELECT seq FROM rows WHERE doc = :doc UNION SELECT seq FROM archive WHERE doc = :doc)`,
    ),
    standingsUpTo: database.prepare(
      `SELECT seq, waits, up FROM rows WHERE doc = ? AND seq <= ? AND NOT (? AND ${IS_DAMAGED}) ORDER BY seq`,
    ),
    archive: database.prepare(
      `INSERT INTO archive (${ROW_COLUMNS}) SELECT ${ROW_COLUMNS} FROM rows
       WHERE doc = :doc AND seq <= :last AND seq > (SELECT coalesce(max(seq), 0) FROM archive WHERE doc = :doc)`,
    ),
    archivedOf: database.prepare(`SELECT ${ROW_COLUMNS} FROM archive WHERE doc = ? ORDER BY seq`),
    forgetArchive: database.prepare('DELETE FROM archive WHERE doc = ?'),
    emptyBefore: database.prepare(`UPDATE rows SET ${EMPTIED} WHERE doc = ? AND seq < ?`),
    replace: database.prepare(
      'UPDATE rows SET author = ?, device = ?, authors = ?, up = ?, bytes = ?, hash = ?, "update" = ? WHERE seq = ?',
    ),
    longDocuments: database.prepare(
      `SELECT doc FROM rows WHERE doc <> '' GROUP BY doc HAVING count(*) >= ? ORDER BY doc`,
    ),
    checkpointOf: database.prepare('SELECT seq, hash, "update" FROM checkpoints WHERE doc = ?'),
    rowsAfterCheckpoint: database.prepare(
      `SELECT count(*) AS count FROM rows
       WHERE doc = :doc AND seq > coalesce((SELECT seq FROM checkpoints WHERE doc = :doc), 0)`,
    ),
    keepCheckpoint: database.prepare(
      `INSERT INTO checkpoints (doc, seq, hash, "update") VALUES (?, ?, ?, ?)
       ON CONFLICT (doc) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, "update" = excluded."update"`,
    ),
    forgetCheckpoint: database.prepare('DELETE FROM checkpoints WHERE doc = ?'),
    forgetDocument: database.prepare('DELETE FROM documents WHERE doc = ?'),
    forgetBindings: database.prepare('DELETE FROM bindings WHERE doc = ?'),
    distrustRows: database.prepare(`UPDATE rows SET waits = 'unproven', up = NULL WHERE waits IS NULL AND doc <> ''`),
    distrustCopies: database.prepare(
      `UPDATE rows SET reason = '${DAMAGED}' WHERE waits = 'held' AND reason = '${DAMAGED_COPY}'`,
    ),
    distrustDocuments: database.prepare('UPDATE documents SET up = 0 WHERE up > 0'),
  };
}
