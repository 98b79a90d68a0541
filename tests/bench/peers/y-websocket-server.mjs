// y-websocket's own server, as its bin/server.cjs sets it up.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const { setupWSConnection } = createRequire(import.meta.url)('y-websocket/bin/utils');
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', setupWSConnection);
http.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`y-websocket listens at http://127.0.0.1:${http.address().port}`);
});
