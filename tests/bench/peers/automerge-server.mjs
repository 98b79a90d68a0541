// automerge-repo's server as its own sync server sets it up: nothing is announced, documents are asked for.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Repo } from '@automerge/automerge-repo';
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { WebSocketServer } from 'ws';

const { DATA_DIR: folder, PORT: port } = process.env;
const http = createServer();
const server = new WebSocketServer({ server: http });
new Repo({
  network: [new WebSocketServerAdapter(server)],
  storage: new NodeFSStorageAdapter(join(folder, 'documents')),
  peerId: 'server',
  sharePolicy: async () => false,
});
http.listen(Number(port), '127.0.0.1', () =>
  console.log(`automerge-repo listens at http://127.0.0.1:${http.address().port}`),
);
