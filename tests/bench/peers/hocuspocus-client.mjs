import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import { YjsClient } from './yjs-client.mjs';

/** One socket for all documents, as its guide advises. `tuned`: without awareness, which a class does not need. */
class HocuspocusClient extends YjsClient {
  constructor(url, tuned) {
    super();
    this.tuned = tuned;
    this.socket = new HocuspocusProviderWebsocket({ url: url.replace('http', 'ws'), WebSocketPolyfill: WebSocket });
  }

  provide(name, document) {
    return new Promise((resolve) => {
      let puts = 0;
      const provider = new HocuspocusProvider({
        websocketProvider: this.socket,
        name,
        document,
        ...(this.tuned && { awareness: null }),
        onSynced: () => resolve(undefined),
        onUnsyncedChanges: ({ number }) => {
          for (const heard of this.heardAck) heard(name, puts - number);
        },
      });
      document.on('update', (_update, origin) => {
        if (origin !== provider) puts += 1;
      });
      provider.attach();
      this.providers.set(name, provider);
    });
  }

  /** Resolves when it is closed: before, it does not hear that it shall connect. */
  async goAway() {
    const closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.disconnect();
    await closed;
  }

  comeBack() {
    void this.socket.connect();
  }

  async close() {
    await super.close();
    this.socket.destroy();
  }
}

export async function openClient({ url, tuned = false }) {
  return new HocuspocusClient(url, tuned);
}
