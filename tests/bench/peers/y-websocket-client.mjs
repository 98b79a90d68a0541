import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { YjsClient } from './yjs-client.mjs';

/** One socket a document, as it has it. */
class YWebsocketClient extends YjsClient {
  constructor(url) {
    super();
    this.url = url.replace('http', 'ws');
  }

  provide(name, doc) {
    const provider = new WebsocketProvider(this.url, name, doc, { WebSocketPolyfill: WebSocket, disableBc: true });
    this.providers.set(name, provider);
    return new Promise((resolve) => provider.once('synced', resolve));
  }
}

export async function openClient({ url }) {
  return new YWebsocketClient(url);
}
