import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { Credentials } from './authority.ts';

/** Which of the two a file holds: the authority that devices trust, or the certificate that is served. */
export type Held = 'authority' | 'leaf';

/** The folder of a trolley's keys. A key and its certificate share one file, so that a pulled plug never parts them. */
export class TrustFolder {
  readonly #dir: string;

  constructor(dataDir: string) {
    this.#dir = join(dataDir, 'trust');
  }

  /** Where the authority's certificate alone is kept, to be carried on a stick. */
  get certificatePath(): string {
    return join(this.#dir, 'malle.crt');
  }

  /** What is kept; 'absent' where there is nothing, 'broken' where it cannot be read. */
  async read(held: Held): Promise<Result<Credentials, 'absent' | 'broken'>> {
    let text: string;
    try {
      text = await readFile(this.#path(held), 'utf8');
    } catch (error) {
      return err((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'broken');
    }
    const credentials = { certificate: blockOf(text, 'CERTIFICATE'), key: blockOf(text, 'PRIVATE KEY') };
    return isPair(credentials) ? ok(credentials) : err('broken');
  }

  /** Keeps it, readable by this user alone; after a crash there is the old one or the new one. */
  async write(held: Held, { certificate, key }: Credentials): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await chmod(this.#dir, 0o700);
    await replaceFile(this.#path(held), certificate + key, 0o600);
    if (held === 'authority') await replaceFile(this.certificatePath, certificate, 0o644);
  }

  #path(held: Held): string {
    return join(this.#dir, `${held}.pem`);
  }
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', mode);
  try {
    await file.chmod(mode); // an older draft keeps the mode that it had
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

function blockOf(text: string, label: string): string {
  const block = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text)?.[0];
  return block === undefined ? '' : `${block}\n`;
}

function isPair({ certificate, key }: Credentials): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false; // one of them is no PEM: the folder was touched by other hands
  }
}
