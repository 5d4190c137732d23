// One WebSocket connection: its state, and what it sends. A client that does not read what it was sent is not read either.
import type { Duplex } from 'node:stream';
import { CloseCode, MessageType, stringifyMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Credentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import type { Charge, Holder } from '../../limits/byteBudget.ts';
import { clientKey } from '../../limits/clientKey.ts';
import type { Execution } from '../../limits/executionTurns.ts';
import type { SocketSubscription } from './socketSubscription.ts';

/** Bytes that wait to be sent, beyond which the client is slow. */
const highWaterMark = 64 * 1024;

/** All that a client may send before connection_ack: its credentials. */
const maxBytesBeforeAck = 64 * 1024;

/** Bytes of a message that is not complete yet are counted from here on. */
const smallMessage = 16 * 1024;

/** A longer payload of a ping is not returned. The protocol leaves that open. */
const maxPongPayload = 1024;

export interface WebSocketPeer {
  /** The connection below the WebSocket. */
  connection: Duplex;
  /** What the connection holds in the byte budget. */
  holder: Holder | undefined;
  /** The credentials of the upgrade. Without them connection_init has them, because browsers can send them nowhere else. */
  credentials: Credentials;
  /** Null if the connection had ended. */
  address: string | null;
}

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
  readonly credentials: Credentials;
  readonly address: string | null;
  isAlive = true;
  /** Whether connection_init has arrived. */
  isInitialized = false;
  /** The connection is closed as soon as its queries and mutations are answered. Its subscriptions send nothing more. */
  isLeaving = false;
  readonly #holder: Holder | undefined;
  #caller: Caller | null = null;
  #bytesBeforeAck = 0;
  /** Bytes received since the last complete message. */
  #received = 0;
  readonly #incoming: Charge | undefined;
  /** Messages that arrived together with one that has the current turn of the event loop. */
  readonly #waiting: (() => void)[] = [];
  #isTurnTaken = false;
  #turn = Promise.resolve();
  #onDrain = () => {};
  /** Pongs that are not sent yet: one of the protocol, and one of WebSocket itself. */
  readonly #pongs = new Set<'message' | 'frame'>();

  constructor(
    readonly socket: WebSocket,
    { connection, holder, credentials, address }: WebSocketPeer,
  ) {
    this.credentials = credentials;
    this.address = address;
    this.#holder = holder;
    this.#incoming = holder?.charge();
    // One for all turns: a connection may live for days, and its client be slow many times.
    this.disconnect.signal.addEventListener('abort', () => this.#onDrain(), { once: true });
    // Before the listener of the WebSocket, which may find a complete message in it.
    connection.prependListener('data', (chunk: Buffer) => this.#receive(chunk.length));
    socket.on('pong', () => {
      this.isAlive = true;
    });
    socket.on('ping', (data: Buffer) => this.#answer('frame', (onSent) => socket.pong(data, undefined, onSent)));
  }

  /** Set by connection_init. */
  get caller(): Caller | null {
    return this.#caller;
  }

  set caller(caller: Caller) {
    this.#caller = caller;
    this.#holder?.moveTo(clientKey(caller, this.address));
  }

  /** The protocol allows no operation before connection_init. */
  get authenticatedCaller(): Caller {
    if (!this.#caller) throw new Error('an operation precedes connection_init');
    return this.#caller;
  }

  /** Whether the client has read what it was sent, but for what the kernel keeps. */
  get isReading(): boolean {
    return this.socket.bufferedAmount === 0;
  }

  /** Whether the byte budget is full, not only because of others. */
  get isRefused(): boolean {
    return this.#holder?.isRefused ?? false;
  }

  /** Sends a message. False for back-pressure: the client has left too much unread. */
  send(data: string, onSent: () => void = () => {}): boolean {
    if (this.socket.readyState !== this.socket.OPEN) {
      onSent();
      return true;
    }
    this.socket.send(data, () => {
      this.#afterWrite();
      onSent();
    });
    this.#holder?.update();
    const isBlocked = this.socket.bufferedAmount > highWaterMark;
    if (isBlocked) this.socket.pause();
    return !isBlocked;
  }

  #afterWrite(): void {
    this.#holder?.update();
    if (this.socket.bufferedAmount > highWaterMark) return;
    this.#readOn();
    this.#onDrain();
    for (const subscription of this.blocked) subscription.resume();
  }

  #readOn(): void {
    const isFree = this.#waiting.length === 0 && this.socket.bufferedAmount <= highWaterMark;
    if (isFree && this.socket.isPaused) this.socket.resume();
  }

  /**
   * Handles one message in each turn of the event loop, so that others are served in between: a packet can have a thousand.
   * The first one is handled at once, before the timeouts that wait for it. What has arrived already waits, and no more is read.
   */
  inTurn(handle: () => void): void {
    if (this.#isTurnTaken) {
      this.#waiting.push(handle);
      this.socket.pause();
      return;
    }
    this.#isTurnTaken = true;
    setImmediate(() => this.#nextMessage());
    handle();
  }

  #nextMessage(): void {
    this.#isTurnTaken = false;
    const handle = this.#waiting.shift();
    if (handle) this.inTurn(handle);
    this.#readOn();
  }

  /**
   * Resolves when the operation may be executed. Operations that arrive together start one after the other, and not while the
   * client leaves results unread: else all their results would be made at once. One that waits for AWS lets the next one start.
   */
  async takeTurn(execution: Pick<Execution, 'takeTurn'>): Promise<void> {
    do {
      this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve))).then(() => this.#drained());
      await this.#turn;
      // The parts of those that began before come first, up to their results.
      await execution.takeTurn();
    } while (this.#isBlocked);
  }

  get #isBlocked(): boolean {
    return this.socket.bufferedAmount > highWaterMark && !this.disconnect.signal.aborted;
  }

  #drained(): Promise<void> {
    if (!this.#isBlocked) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onDrain = resolve;
    });
  }

  /** Counts what a message occupies until it is released. */
  charge(bytes: number): Charge | undefined {
    this.#received = 0;
    this.#incoming?.release();
    return this.#holder?.charge(bytes);
  }

  #receive(bytes: number): void {
    this.#received += bytes;
    if (!this.#caller) this.#bytesBeforeAck += bytes;
    if (this.#received > smallMessage) this.#incoming?.set(this.#received);
    if (this.#bytesBeforeAck > maxBytesBeforeAck) this.#refuse();
  }

  /** At once: what it has sent would stay in memory while it reads why. The close is small enough to be sent by now. */
  #refuse(): void {
    this.socket.close(CloseCode.BadRequest, 'Send connection_init first');
    this.#holder?.end('connection_init');
    this.socket.terminate();
  }

  /** Answers a ping of the protocol. */
  pong(payload: Record<string, unknown> | undefined): void {
    const isShort = payload !== undefined && JSON.stringify(payload).length <= maxPongPayload;
    const message = stringifyMessage({ type: MessageType.Pong, ...(isShort ? { payload } : {}) });
    this.#answer('message', (onSent) => this.send(message, onSent));
  }

  /** One pong at a time answers all pings until it is sent. Before connection_ack there is none. */
  #answer(kind: 'message' | 'frame', send: (onSent: () => void) => void): void {
    if (!this.#caller || this.#pongs.has(kind)) return;
    this.#pongs.add(kind);
    send(() => this.#pongs.delete(kind));
  }
}

/** The credentials of connection_init. Clients use any case for the names. */
export function credentialsIn(parameters: Readonly<Record<string, unknown>>): Credentials {
  const named = (name: string) => Object.entries(parameters).find(([key]) => key.toLowerCase() === name)?.[1];
  return { authorization: named('authorization'), 'x-api-key': named('x-api-key') };
}
