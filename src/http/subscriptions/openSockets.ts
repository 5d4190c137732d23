// The open WebSockets of a gateway. While there are any, expired and silent clients are disconnected. At shutdown each closes
// when its queries and mutations are answered, so that clients reconnect elsewhere.
import { CloseCode } from 'graphql-ws';
import { type Clock, systemClock } from '../../core/clock.ts';
import { closeTimeoutMs } from '../lifecycle/createDrain.ts';
import { ConnectionTimer } from './connectionTimer.ts';
import type { StreamLimits } from './createEventStreams.ts';
import type { Review } from './review.ts';
import type { WebSocketClient } from './webSocketClient.ts';

const goingAway = 1001;
const goingAwayReason = 'Going away';
const expiredReason = 'The credentials have expired';
const revokedReason = 'The credentials are no longer valid';
const changedReason = 'The permissions have changed';

export class OpenSockets {
  readonly #clients = new Set<WebSocketClient>();
  readonly #timer: ConnectionTimer;
  readonly #closeTimeout: number;
  #isClosed = false;
  #resolveClose = () => {};

  constructor({ heartbeatSeconds, slowReaderTimeoutSeconds }: StreamLimits, clock: Clock) {
    this.#timer = new ConnectionTimer(heartbeatSeconds, (isHeartbeatDue) => this.#check(isHeartbeatDue), clock);
    this.#closeTimeout = closeTimeoutMs(slowReaderTimeoutSeconds);
  }

  add(client: WebSocketClient): void {
    this.#clients.add(client);
    if (this.#clients.size === 1) this.#timer.start();
    if (this.#isClosed) client.socket.close(goingAway, goingAwayReason);
  }

  delete(client: WebSocketClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#timer.stop();
  }

  /** Of a query or mutation; without effect for any other operation. */
  requestFinished(client: WebSocketClient, id: string): void {
    if (!client.pendingRequests.delete(id) || isPending(client)) return;
    if (client.isLeaving) setImmediate(() => this.#leave(client));
    if (!this.#isClosed) return;
    // The library has not sent `complete` yet.
    setImmediate(() => {
      this.#close(client);
      if (!this.#isAnyPending()) this.#resolveClose();
    });
  }

  /**
   * Closes the connections of callers who see something else now, so that clients reconnect. Operations in flight are answered
   * first, because clients would send them again; meanwhile, subscriptions are silent, and what comes is done with the new rights.
   */
  review(review: Review): void {
    for (const client of this.#clients) {
      if (!client.caller) continue;
      const reviewed = review(client.caller);
      if (!reviewed) {
        this.#refuse(client, revokedReason);
        continue;
      }
      client.caller = reviewed.caller;
      if (reviewed.seesTheSame) continue;
      client.isLeaving = true;
      if (!isPending(client)) this.#leave(client);
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#isClosed = true;
      this.#resolveClose = resolve;
      for (const client of this.#clients) if (!isPending(client)) this.#close(client);
      if (!this.#isAnyPending()) resolve();
    });
  }

  #isAnyPending(): boolean {
    return [...this.#clients].some(isPending);
  }

  /** Nothing more is sent to AWS for it, also if it does not answer the close. */
  #refuse({ socket, disconnect }: WebSocketClient, reason: string): void {
    socket.close(CloseCode.Forbidden, reason);
    disconnect.abort();
  }

  #leave({ socket }: WebSocketClient): void {
    socket.close(CloseCode.Forbidden, changedReason);
  }

  #close({ socket }: WebSocketClient): void {
    socket.close(goingAway, goingAwayReason);
    // The library itself waits for 30 seconds.
    systemClock.after(this.#closeTimeout, () => socket.terminate());
  }

  #check(isHeartbeatDue: boolean): void {
    const now = systemClock.now();
    for (const client of this.#clients) {
      const expiresAt = client.caller?.expiresAt ?? null;
      if (expiresAt !== null && now >= expiresAt) this.#refuse(client, expiredReason);
      if (isHeartbeatDue) sendHeartbeat(client);
    }
  }
}

const isPending = (client: WebSocketClient): boolean => client.pendingRequests.size > 0;

/** Disconnects a client that has not answered the last one. */
function sendHeartbeat(client: WebSocketClient): void {
  // A client that has something to read is judged by that: its pong would come after it.
  if (!client.isReading) client.isAlive = true;
  else if (!client.isAlive) client.socket.terminate();
  else {
    client.isAlive = false;
    client.socket.ping();
  }
}
