// Pipelined requests: a client may send its next requests before it has read the response. They are answered one at a time,
// so that a client that does not read causes no further responses.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Waiting requests of a connection. Clients that pipeline at all send a few; each one costs memory. */
const maxWaiting = 100;

/** The handlers of the requests that wait for the response before them. */
const waitingOn = new WeakMap<Socket, (() => void)[]>();

/** Calls `handle` when the responses to earlier requests of the connection are delivered. */
export function inTurn(socket: Socket, response: ServerResponse, handle: () => void): void {
  // The response before this request has ended the connection.
  if (!socket.writable) return;
  const waiting = waitingOn.get(socket);
  if (waiting) {
    if (waiting.length < maxWaiting) waiting.push(() => begin(socket, response, handle));
    else socket.destroy();
    return;
  }
  waitingOn.set(socket, []);
  begin(socket, response, handle);
}

function begin(socket: Socket, response: ServerResponse, handle: () => void): void {
  response.once('close', () => {
    const next = socket.writable ? waitingOn.get(socket)?.shift() : undefined;
    if (next) next();
    else waitingOn.delete(socket);
  });
  handle();
}
