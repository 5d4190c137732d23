// The server's end of every connection on which a server of this process received a request.
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The set grows with each request to the server at the URL, until the test ends. */
export function connectionsTo(url: string): Set<Socket> {
  const sockets = new Set<Socket>();
  const { port } = new URL(url);
  const onRequest = (message: unknown) => {
    const { socket } = (message as { request: IncomingMessage }).request;
    if (String(socket.localPort) === port) sockets.add(socket);
  };
  diagnostics.subscribe('http.server.request.start', onRequest);
  onTestFinished(() => void diagnostics.unsubscribe('http.server.request.start', onRequest));
  return sockets;
}
