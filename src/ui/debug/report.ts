import type { LogEntry } from '../../base/log.ts';
import type { ConnectionView, DebugReport, Enrolment } from '../../sync/facade.ts';
import type { HeldRow } from '../../sync/ports.ts';

export interface ReportParts {
  readonly enrolment: Enrolment | undefined;
  readonly connection: ConnectionView | undefined;
  readonly debug: DebugReport;
  readonly held: readonly HeldRow[];
  readonly log: readonly LogEntry[];
  /** What the browser says it is. */
  readonly browser: string;
}

/**
 * What may leave the school with a call for help: what is named here, one by one, and nothing else. No secret, no account,
 * no file's name (a person gave it), no byte of an update.
 */
export function reportText({ enrolment, connection, debug, held, log, browser }: ReportParts): string {
  const report = {
    device: enrolment && {
      id: enrolment.device,
      role: enrolment.role,
      number: enrolment.number,
      classes: enrolment.classes,
    },
    version: debug.version,
    browser,
    connection,
    log: { epoch: debug.epoch, headSeq: debug.headSeq, cursor: debug.cursor, receipt: debug.receipt },
    pending: debug.pending,
    storage: debug.storage,
    documents: debug.documents,
    files: debug.files.map(({ ref, bytesHere, complete, trouble }) => ({
      sha256: ref.sha256,
      type: ref.type,
      bytes: ref.bytes,
      bytesHere,
      complete,
      trouble,
    })),
    held: held.map(({ row, reason }) => ({ seq: row.seq, doc: row.doc, bytes: row.update.byteLength, reason })),
    happenings: log,
  };
  return JSON.stringify(report, undefined, 2);
}
