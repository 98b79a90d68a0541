// What the clients of the Yjs peers share: every document is a Y.Doc in memory with a provider of its own.
import * as Y from 'yjs';

/** @typedef {{ connect(): void, disconnect(): void, destroy(): void }} Provider */

export class YjsClient {
  docs = new Map();
  providers = new Map();
  heard = [];
  heardAck = [];

  /**
   * @param {string} name
   * @returns {Promise<void>} resolves when the provider calls itself synced
   */
  attach(name) {
    const doc = new Y.Doc();
    this.docs.set(name, doc);
    return this.provide(name, doc).then(() => {
      doc.on('update', (_update, _origin, _doc, transaction) => {
        if (!transaction.local) for (const heard of this.heard) heard(name);
      });
    });
  }

  async open(docs) {
    await Promise.all(docs.map((name) => this.attach(name)));
  }

  async goAway() {
    for (const provider of this.providers.values()) provider.disconnect();
  }

  comeBack() {
    for (const provider of this.providers.values()) provider.connect();
  }

  async write(name, text, rubbedOut) {
    const page = this.docs.get(name).getText('text');
    for (const letter of text) page.insert(page.length, letter);
    page.delete(page.length - rubbedOut, rubbedOut);
  }

  put(name, piece) {
    const page = this.docs.get(name).getText('text');
    page.insert(page.length, piece);
  }

  async show(name, heard) {
    this.docs
      .get(name)
      .getText('text')
      .observe((event, transaction) => {
        if (transaction.local) return;
        for (const { insert } of event.changes.delta) if (typeof insert === 'string') heard(insert);
      });
  }

  async textOf(name) {
    return this.docs.get(name).getText('text').toString();
  }

  onChange(heard) {
    this.heard.push(heard);
  }

  onAck(heard) {
    this.heardAck.push(heard);
  }

  async close() {
    for (const provider of this.providers.values()) provider.destroy();
    for (const doc of this.docs.values()) doc.destroy();
  }
}
