import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/*
 * Loaded by a node's Node before the node itself, where no small file system can be had: while the file that DISK_IS_FULL
 * names is there, no database of this process may grow, and SQLite answers SQLITE_FULL as on a full disk.
 */
const marker = process.env['DISK_IS_FULL'] ?? '';
/** SQLite's own largest number of pages. */
const UNBOUNDED = 4_294_967_294;

const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql) {
  // A limit below what there is becomes what there is: 1 means "not one page more".
  if (sql === 'BEGIN IMMEDIATE') exec.call(this, `PRAGMA max_page_count = ${existsSync(marker) ? 1 : UNBOUNDED}`);
  exec.call(this, sql);
};
