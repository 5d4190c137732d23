// The state of one WebSocket connection.
import type { WebSocket } from 'ws';
import type { Credentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import type { SocketSubscription } from './socketSubscription.ts';

export class WebSocketClient {
  /** Subscriptions that wait until the client has read the data sent before. */
  readonly blocked = new Set<SocketSubscription>();
  /** Ids of operations that have not ended yet, even if the client has unsubscribed. */
  readonly inFlight = new Set<string>();
  /** Queries and mutations in flight. A client that is disconnected before their results would send them again. */
  readonly pendingRequests = new Set<string>();
  /** The function that ends each subscription and releases its share of the caller's limit. */
  readonly subscriptions = new Map<string, () => void>();
  readonly disconnect = new AbortController();
  isAlive = true;
  /** Whether connection_init has arrived. */
  isInitialized = false;
  /** Set by connection_init. */
  caller: Caller | null = null;

  constructor(
    readonly socket: WebSocket,
    /** The credentials of the upgrade. Without them connection_init has them, because browsers can send them nowhere else. */
    readonly credentials: Credentials,
    /** Null if the connection had ended. */
    readonly address: string | null,
  ) {}

  /** The protocol allows no operation before connection_init. */
  get authenticatedCaller(): Caller {
    if (!this.caller) throw new Error('an operation precedes connection_init');
    return this.caller;
  }
}

/** The credentials of connection_init. Clients use any case for the names. */
export function credentialsIn(parameters: Readonly<Record<string, unknown>>): Credentials {
  const named = (name: string) => Object.entries(parameters).find(([key]) => key.toLowerCase() === name)?.[1];
  return { authorization: named('authorization'), 'x-api-key': named('x-api-key') };
}
