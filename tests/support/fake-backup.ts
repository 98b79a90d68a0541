import { err, ok } from '../../src/base/result.ts';
import type { BackupDesk, BackupShelf, BackupStep } from '../../src/sync/office/backup.ts';
import type { Answer, OfficeTrouble } from '../../src/sync/office/line.ts';

const AT = Date.UTC(2026, 10, 20, 9, 30);

/** The node's backups as the office sees them, in memory; a test says how far the one under way has come. */
export class FakeBackup implements BackupDesk {
  shelf: BackupShelf = { folder: '/srv/malle/sauvegardes', kept: [], most: 5, daily: true, making: null, failed: null };
  trouble: OfficeTrouble | undefined;
  begun = 0;
  readonly downloaded: string[] = [];

  static withOne(): FakeBackup {
    const backup = new FakeBackup();
    const one = { name: 'cartable-0007-2026-11-20T09-30-00.tar', at: AT, bytes: 42_500_000 };
    backup.shelf = { ...backup.shelf, kept: [one] };
    return backup;
  }

  comesTo(step: BackupStep, done: number): void {
    this.shelf = { ...this.shelf, making: { step, done } };
  }

  ends(failed: BackupShelf['failed'] = null): void {
    const made = { name: 'cartable-0008-2026-11-21T09-30-00.tar', at: AT + 86_400_000, bytes: 43_000_000 };
    const kept = failed === null ? [made, ...this.shelf.kept] : this.shelf.kept;
    this.shelf = { ...this.shelf, kept, making: null, failed };
  }

  async look(): Answer<BackupShelf> {
    return this.trouble ? err(this.trouble) : ok(this.shelf);
  }

  async begin(): Answer<BackupShelf> {
    if (this.trouble) return err(this.trouble);
    this.begun += 1;
    this.shelf = { ...this.shelf, failed: null };
    this.comesTo('copying', 0);
    return ok(this.shelf);
  }

  async download(name: string): Answer<Blob> {
    if (!this.shelf.kept.some((one) => one.name === name)) return err({ why: 'refused', code: 'not-found' });
    this.downloaded.push(name);
    return ok(new Blob(['tar']));
  }
}
