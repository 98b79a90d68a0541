import type { BackupFailure, BackupShelf, BackupStep, KeptBackup } from '../../protocol/office/backup.ts';
import type { Answer } from './line.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { BackupFailure, BackupShelf, BackupStep, KeptBackup };

/** The node's backups, for who has the duty. */
export interface BackupDesk {
  look(): Answer<BackupShelf>;
  /** Begins one, or joins the one that is under way. */
  begin(): Answer<BackupShelf>;
  download(name: string): Answer<Blob>;
}
