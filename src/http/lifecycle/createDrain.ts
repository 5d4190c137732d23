// Graceful closing of a server: it ends when every request has its response and every response is delivered. Until the
// responses are made it keeps listening, so that probes can see that it is not ready. Node's own close() cuts responses that
// are written but not delivered, and waits for connections that never sent a request, such as a browser's spare ones.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { type Clock, systemClock } from '../../core/clock.ts';

const longestCloseMs = 5_000;

/** How long a client may take to read the last bytes, in milliseconds: not longer than a slow reader may take at other times. */
export const closeTimeoutMs = (slowReaderTimeoutSeconds: number): number =>
  Math.min(longestCloseMs, slowReaderTimeoutSeconds * 1000);

export interface Drain {
  /** Resolves when every request received so far has its response, delivered or not. */
  responsesFinished(): Promise<void>;
  /** Stops listening; resolves when no connection is left. */
  close(): Promise<void>;
}

const finished = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once('prefinish', resolve);
    response.once('close', resolve);
  });

/** A proxy would otherwise send its next request into a connection that is about to be closed. */
function endConnectionWith(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

export function createDrain(server: Server, slowReaderTimeoutSeconds: number, clock: Clock = systemClock): Drain {
  const open = new Map<Socket, Set<ServerResponse>>();
  let isEnding = false;
  let isClosing = false;
  server.on('connection', (socket: Socket) => {
    const responses = new Set<ServerResponse>();
    open.set(socket, responses);
    socket.once('close', () => {
      open.delete(socket);
      // Node closes only the response whose turn it is, and not the pipelined ones that wait for theirs.
      for (const response of responses) if (response.socket === null) response.emit('close');
    });
  });
  // Before the handler, which may send headers at once.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = open.get(socket);
    responses?.add(response);
    if (isEnding) endConnectionWith(response);
    response.once('close', () => {
      responses?.delete(response);
      if (isClosing && responses?.size === 0) socket.destroy();
    });
  });
  // The WebSocket server closes its connections itself.
  server.on('upgrade', ({ socket }: IncomingMessage) => open.delete(socket));

  const destroyIf = (isDone: (responses: ReadonlySet<ServerResponse>) => boolean) => {
    for (const [socket, responses] of open) if (isDone(responses)) socket.destroy();
  };
  const close = () =>
    new Promise<void>((resolve) => {
      isClosing = true;
      let cancel = () => {};
      const scheduleTimeout = () => {
        cancel = clock.after(closeTimeoutMs(slowReaderTimeoutSeconds), () => {
          destroyIf((responses) => [...responses].every(({ writableEnded }) => writableEnded));
          scheduleTimeout();
        });
      };
      scheduleTimeout();
      NetServer.prototype.close.call(server, () => {
        cancel();
        // This ends Node's check of connections, which would keep the server in memory for ever.
        server.close();
        resolve();
      });
      destroyIf(({ size }) => size === 0);
    });
  return {
    responsesFinished: async () => {
      isEnding = true;
      const responses = [...open.values()].flatMap((those) => [...those]);
      responses.forEach(endConnectionWith);
      await Promise.all(responses.filter(({ writableEnded }) => !writableEnded).map(finished));
    },
    close,
  };
}
