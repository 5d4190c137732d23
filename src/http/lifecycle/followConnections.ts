// The connections of a server: what each one holds in the byte budget, and whether its client reads. A client that reads
// nothing for too long is disconnected, whatever it was sent: a response, an event stream or a WebSocket. So is one that sends
// on and on although it has its response.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { anonymous } from '../../access/caller.ts';
import { type Clock, steadyClock } from '../../core/clock.ts';
import type { ByteBudget, Holder } from '../../limits/byteBudget.ts';
import { clientKey } from '../../limits/clientKey.ts';

export interface ConnectionOptions {
  budget: ByteBudget;
  slowReaderTimeoutSeconds: number;
  /** Called for each client that is disconnected because it does not read. */
  onSlowReader(): void;
  /** Real time if omitted. */
  clock?: Clock | undefined;
}

/** In milliseconds. Timeouts are counted in checks, so that the time in which the process was stopped does not count. */
const checkInterval = 1000;

/** While the budget is full, a client has to read something within each check. */
const checksWhileFull = 1;

/** A body that nobody reads ends the connection beyond the size of the largest one that somebody does. */
const maxUnread = 1024 * 1024;

const holders = new WeakMap<object, Holder>();

/** What a connection holds. Undefined for a connection that nobody follows. */
export const holderOf = (socket: object): Holder | undefined => holders.get(socket);

export function followConnections(
  server: Server,
  { budget, slowReaderTimeoutSeconds, onSlowReader, clock = steadyClock }: ConnectionOptions,
): void {
  const connections = new Map<Socket, Connection>();
  let cancel = () => {};

  const check = () => {
    for (const connection of connections.values()) {
      if (connection.sendsOn) {
        connection.socket.destroy();
        continue;
      }
      const stalled = connection.check();
      if (stalled < (budget.isFull ? checksWhileFull : slowReaderTimeoutSeconds)) continue;
      onSlowReader();
      connection.socket.destroy();
    }
    schedule();
  };
  const schedule = () => {
    cancel();
    if (connections.size > 0) cancel = clock.after(checkInterval, check);
  };

  server.on('connection', (socket: Socket) => {
    // A connection that declined an upgrade comes again.
    if (holders.has(socket)) return;
    const connection = new Connection(socket, budget);
    connections.set(socket, connection);
    if (connections.size === 1) schedule();
    socket.once('close', () => {
      connections.delete(socket);
      connection.holder.close();
      if (connections.size === 0) cancel();
    });
  });
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const update = () => holderOf(socket)?.update();
    // All of it is written, and then all of it is sent.
    response.on('prefinish', update).on('close', () => {
      update();
      connections.get(socket)?.answered(request);
    });
  });
}

class Connection {
  readonly holder: Holder;
  /** At the last check that found something to read. */
  #delivered: number | null = null;
  #stalledChecks = 0;
  /** A request that was answered before its end, and the bytes received until then. Node reads the rest and drops it. */
  #unread: { request: IncomingMessage; from: number } | null = null;

  constructor(
    readonly socket: Socket,
    budget: ByteBudget,
  ) {
    this.holder = budget.open({
      owner: clientKey(anonymous, socket.remoteAddress),
      isConnection: true,
      measure: () => socket.writableLength,
      disconnect: () => void socket.destroy(),
    });
    holders.set(socket, this.holder);
  }

  answered(request: IncomingMessage): void {
    this.#unread = request.complete ? null : { request, from: this.socket.bytesRead };
  }

  /** Whether the client has its response, and still sends more of the request than any that is read. */
  get sendsOn(): boolean {
    if (!this.#unread || this.#unread.request.complete) return false;
    return this.socket.bytesRead - this.#unread.from > maxUnread;
  }

  /** How many checks in a row have found that the client has left sent bytes unread, or the connection half closed. */
  check(): number {
    const { socket } = this;
    this.holder.update();
    const isWaiting = socket.writableLength > 0 || socket.writableEnded;
    const delivered = isWaiting ? deliveredBytes(socket) : null;
    this.#stalledChecks = isWaiting && delivered === this.#delivered ? this.#stalledChecks + 1 : 0;
    this.#delivered = delivered;
    return this.#stalledChecks;
  }
}

/** The part of Node's handle from which Node itself tells an idle socket from one that is read slowly. */
interface WithHandle {
  _handle?: { bytesWritten?: number; writeQueueSize?: number } | null;
}

/**
 * The bytes that the kernel has taken. The public figures count a write as a whole: a client that reads a large response
 * slowly would look as if it read nothing. They are used where Node has no others.
 */
function deliveredBytes(socket: Socket): number {
  const { bytesWritten, writeQueueSize } = (socket as unknown as WithHandle)._handle ?? {};
  return bytesWritten === undefined || writeQueueSize === undefined
    ? socket.bytesWritten - socket.writableLength
    : bytesWritten - writeQueueSize;
}
