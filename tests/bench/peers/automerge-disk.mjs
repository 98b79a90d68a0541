import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { next as A } from '@automerge/automerge';
import { parseAutomergeUrl, Repo } from '@automerge/automerge-repo';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';

/** Puts documents on the disk of a server that has not started, and their addresses beside them. */
export async function seed(folder, seeds) {
  const repo = new Repo({ storage: new NodeFSStorageAdapter(join(folder, 'documents')), network: [] });
  const addresses = {};
  for (const { doc, texts } of seeds) {
    const handle = repo.create({ text: '' });
    for (const text of texts) handle.change((one) => A.splice(one, ['text'], one.text.length, 0, text));
    addresses[doc] = handle.url;
  }
  await repo.flush();
  writeFileSync(join(folder, 'addresses.json'), JSON.stringify(addresses));
}

/** Looks at the files of documents from outside. */
export class AutomergeDisk {
  constructor(folder) {
    this.folder = join(folder, 'documents');
    this.addresses = JSON.parse(readFileSync(join(folder, 'addresses.json'), 'utf8'));
    this.seen = new Map();
  }

  changed(names) {
    const texts = new Map();
    for (const name of names) {
      const text = this.textOf(name);
      if (text !== undefined) texts.set(name, text);
    }
    return texts;
  }

  /** The text as the disk has it, or undefined where nothing changed since the last look or a file is half written. */
  textOf(name) {
    const { documentId } = parseAutomergeUrl(this.addresses[name]);
    const place = join(this.folder, documentId.slice(0, 2), documentId.slice(2));
    const files = ['snapshot', 'incremental'].flatMap((kind) => listed(join(place, kind)));
    try {
      // A file has its name before it has its bytes.
      const key = files.map((file) => `${file} ${statSync(file).size}`).join();
      if (this.seen.get(name) === key) return undefined;
      const { text } = A.loadIncremental(A.init(), Buffer.concat(files.map((file) => readFileSync(file))));
      this.seen.set(name, key);
      return text;
    } catch {
      return undefined; // written or removed at this very moment: the next look sees it whole
    }
  }
}

function listed(folder) {
  try {
    return readdirSync(folder).map((file) => join(folder, file));
  } catch {
    return []; // not made yet
  }
}
