import { DatabaseSync } from 'node:sqlite';

/*
 * Loaded by a hub's Node to see whether torture finds it out: transactions are committed once in a while, long after the
 * ack, as by a server that keeps documents in memory and stores them later.
 */
const COMMIT_EVERY_MS = 3_000;

const exec = DatabaseSync.prototype.exec;
const committed = new WeakMap<DatabaseSync, number>();
DatabaseSync.prototype.exec = function (sql) {
  // Within the transaction that stays open, neither another begins nor may the fsync be chosen anew.
  if (this.isTransaction && (sql === 'BEGIN IMMEDIATE' || sql.startsWith('PRAGMA synchronous'))) return;
  const now = performance.now();
  if (sql === 'COMMIT') {
    if (now - (committed.get(this) ?? now - COMMIT_EVERY_MS) < COMMIT_EVERY_MS) return;
    committed.set(this, now);
  }
  exec.call(this, sql);
};
