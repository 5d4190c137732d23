// Ends a server as soon as what it was asked is answered. Node by itself also waits for connections that are kept alive
// after their answer, and for those that were opened and never asked anything, as browsers do.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export function createDrain(server: Server): () => Promise<void> {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    silent.delete(request.socket);
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      for (const socket of silent) socket.destroy();
    });
}
