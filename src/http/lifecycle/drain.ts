// Ends a server as soon as what it was asked is answered and the answers are taken. Until they are made it still listens,
// so that whoever asks whether it is ready hears that it is not. Node by itself cuts those that are written but not yet
// taken, and waits for connections that were opened and never asked anything, as browsers do.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { systemClock } from '../../core/clock.ts';

/** How long whoever was told the last may take to take it, in milliseconds. */
export const closeTimeoutMs = 5_000;

export interface Drain {
  /** Resolves when everything that was asked until now has its answer, taken or not. */
  responsesFinished(): Promise<void>;
  /** Listens no more; resolves when there is no connection any more. */
  close(): Promise<void>;
}

const hasAnswer = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once('prefinish', resolve);
    response.once('close', resolve);
  });

export function createDrain(server: Server): Drain {
  const answers = new Map<Socket, Set<ServerResponse>>();
  let isDraining = false;
  server.on('connection', (socket: Socket) => {
    answers.set(socket, new Set());
    socket.once('close', () => answers.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const its = answers.get(socket);
    its?.add(response);
    response.once('close', () => {
      its?.delete(response);
      if (isDraining && its?.size === 0) socket.destroy();
    });
  });
  // Whoever takes a connection over ends it.
  server.on('upgrade', ({ socket }: IncomingMessage) => answers.delete(socket));

  const endThose = (isOver: (its: ReadonlySet<ServerResponse>) => boolean) => {
    for (const [socket, its] of answers) if (isOver(its)) socket.destroy();
  };
  const close = () =>
    new Promise<void>((resolve) => {
      isDraining = true;
      let cancel = () => {};
      const later = () => {
        cancel = systemClock.after(closeTimeoutMs, () => {
          endThose((its) => [...its].every(({ writableEnded }) => writableEnded));
          later();
        });
      };
      later();
      NetServer.prototype.close.call(server, () => {
        cancel();
        // What looks after connections would go on for ever, and hold all that the server knows.
        server.close();
        resolve();
      });
      endThose(({ size }) => size === 0);
    });
  return {
    responsesFinished: async () => {
      const all = [...answers.values()].flatMap((its) => [...its]);
      await Promise.all(all.filter(({ writableEnded }) => !writableEnded).map(hasAnswer));
    },
    close,
  };
}
