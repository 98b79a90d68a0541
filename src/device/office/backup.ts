import { BackupShelfSchema } from '../../protocol/office/backup.ts';
import type { BackupDesk } from '../../sync/office/backup.ts';
import type { OfficeLine } from '../../sync/office/line.ts';

const PATH = '/api/office/backups';

/** BackupDesk by HTTP. */
export class HttpBackupDesk implements BackupDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  look() {
    return this.#line.ask({ method: 'GET', path: PATH }, BackupShelfSchema);
  }

  begin() {
    return this.#line.ask({ method: 'POST', path: PATH }, BackupShelfSchema);
  }

  download(name: string) {
    return this.#line.download({ method: 'GET', path: `${PATH}/${encodeURIComponent(name)}` });
  }
}
