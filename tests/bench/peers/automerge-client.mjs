import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { next as A } from '@automerge/automerge';
import { Repo } from '@automerge/automerge-repo';
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket';

/** A repo without storage of its own, on one socket. */
class AutomergeClient {
  handles = new Map();
  heard = [];
  heardAck = [];
  writing = false;

  constructor(url, index, addresses) {
    this.addresses = addresses;
    this.adapter = new WebSocketClientAdapter(url.replace('http', 'ws'));
    this.repo = new Repo({
      network: [this.adapter],
      peerId: `client-${index}-${process.pid}`,
      sharePolicy: async () => true,
    });
  }

  async open(docs) {
    await this.repo.networkSubsystem.whenReady();
    await Promise.all(docs.map((name) => this.attach(name)));
  }

  async attach(name) {
    const handle = await this.find(this.addresses[name]);
    this.handles.set(name, handle);
    handle.on('change', () => {
      if (!this.writing) for (const heard of this.heard) heard(name);
    });
  }

  /** A repo whose socket is slow to open calls a document unavailable before it has asked. */
  async find(address) {
    try {
      return await this.repo.find(address);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return this.find(address);
    }
  }

  async goAway() {
    this.adapter.disconnect();
  }

  comeBack() {
    this.adapter.connect(this.repo.peerId, { isEphemeral: true });
  }

  async write(name, text, rubbedOut) {
    for (const letter of text) this.put(name, letter);
    const { length } = this.handles.get(name).doc().text;
    this.change(name, (doc) => A.splice(doc, ['text'], length - rubbedOut, rubbedOut));
  }

  put(name, piece) {
    this.change(name, (doc) => A.splice(doc, ['text'], doc.text.length, 0, piece));
  }

  change(name, task) {
    this.writing = true;
    this.handles.get(name).change(task);
    this.writing = false;
  }

  /** What the server says of its heads is the nearest thing to an ack that there is. */
  async show(name, heard) {
    const handle = this.handles.get(name);
    const puts = [];
    handle.on('change', ({ patches }) => {
      if (this.writing) return void puts.push(handle.heads().join());
      for (const { action, value } of patches) if (action === 'splice') heard(value);
    });
    handle.on('remote-heads', ({ heads }) => {
      const count = puts.lastIndexOf(heads.join()) + 1;
      if (count > 0) for (const one of this.heardAck) one(name, count);
    });
  }

  async textOf(name) {
    return this.handles.get(name).doc().text;
  }

  onChange(heard) {
    this.heard.push(heard);
  }

  onAck(heard) {
    this.heardAck.push(heard);
  }

  async close() {
    this.adapter.disconnect();
  }
}

export async function openClient({ url, index, folder }) {
  const addresses = JSON.parse(readFileSync(join(folder, 'addresses.json'), 'utf8'));
  return new AutomergeClient(url, index, addresses);
}
