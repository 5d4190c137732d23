// Server-sent events. Each event is encoded once, and every stream writes the same bytes. One timer serves all streams: it
// sends heartbeats on idle streams, and ends those whose credentials expire.
//
// Streams are written through the response, never to its socket: node:http decides when headers and body leave, and its
// releases differ. They have no chunked transfer coding, which would frame each event once per stream, in four writes (20 %
// more CPU per event and subscriber; without it 3 %, measured against one write to the socket). The end of the connection
// ends the stream. Clients lose nothing by that: an event stream marks its own end by the event `complete`, and nginx by
// default requests streams by HTTP/1.0, which has no chunks.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { type Clock, steadyClock, systemClock } from '../../core/clock.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import type { Broadcast } from './broadcast.ts';
import type { Sink, Subscriber } from './broadcastSubscriber.ts';
import { ConnectionTimer } from './connectionTimer.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from './eventStreamFormat.ts';
import type { BroadcastEvent } from './renderings.ts';
import type { Review } from './review.ts';

export interface StreamLimits {
  heartbeatSeconds: number;
  /** How long a client may leave sent data unread. */
  slowReaderTimeoutSeconds: number;
}

export interface StreamOptions {
  caller: Caller;
  /** The id of the last event of the client's previous connection. */
  lastId: string | null;
  /** False if the rights of callers were reloaded since the authentication: the client connects again, with those of now. */
  mayGoOn: boolean;
  onClose(): void;
}

export interface EventStreams {
  /** Responds with the events of a broadcast. */
  open(response: ServerResponse, broadcast: Broadcast, options: StreamOptions): void;
  /** Ends the streams of callers whose permissions have changed. Clients reconnect with the new ones, or are refused. */
  review(review: Review): void;
  /** Completes all streams, with the time to reconnect: another instance may have further events. */
  close(): void;
  /** Responds with a stream that is completed at once in that way. */
  reject(response: ServerResponse): void;
}

/** How long a client waits before it reconnects, in milliseconds. */
const retryMs = 1000;

/** Clients of a closed gateway wait up to so many milliseconds longer, so that they do not reconnect all at once. */
const retryJitterMs = 2000;

const retryLater = (random: () => number): string => `retry: ${retryMs + Math.floor(random() * retryJitterMs)}\n\n`;

const closingEvents = (random: () => number): string => retryLater(random) + completeEvent;

const retry = `retry: ${retryMs}\n\n`;

/** The text that node:http joins with the headers. What follows is sent as bytes that all streams share. */
const maxBeginning = 16 * 1024;

const heartbeat = Buffer.from(':\n\n');

const streamHeaders = { ...eventStreamHeaders, connection: 'close' };

function beginStream(response: ServerResponse): void {
  response.removeHeader('transfer-encoding');
  response.writeHead(200, streamHeaders);
}

export function createEventStreams(
  { heartbeatSeconds }: Pick<StreamLimits, 'heartbeatSeconds'>,
  random: () => number,
  clock: Clock = steadyClock,
): EventStreams {
  const streams = new Set<EventStream>();
  let isClosed = false;

  const timer = new ConnectionTimer(
    heartbeatSeconds,
    (isHeartbeatDue) => {
      const now = systemClock.now();
      for (const stream of streams) {
        // Without `complete`: a client that reconnects with new credentials resumes.
        const { expiresAt } = stream.caller;
        if (expiresAt !== null && now >= expiresAt) stream.end('');
        if (isHeartbeatDue && !stream.isBlocked) stream.sendHeartbeat();
      }
    },
    clock,
  );

  return {
    open: (response, broadcast, { caller, lastId, mayGoOn, onClose }) => {
      beginStream(response);
      const stream = new EventStream(response, caller, () => {
        streams.delete(stream);
        if (streams.size === 0) timer.stop();
        onClose();
      });
      streams.add(stream);
      if (streams.size === 1) timer.start();
      if (!mayGoOn) {
        broadcast.endIfUnused();
        stream.end(retryLater(random));
        return;
      }
      stream.subscriber = broadcast.subscribe(stream, lastId);
      stream.sendBeginning();
      if (isClosed) stream.end(closingEvents(random));
    },
    review: (review) => {
      for (const stream of streams) {
        const reviewed = review(stream.caller);
        // Without `complete`, as above.
        if (!reviewed?.seesTheSame) stream.end(retryLater(random));
        else stream.caller = reviewed.caller;
      }
    },
    close: () => {
      isClosed = true;
      for (const stream of streams) stream.end(closingEvents(random));
    },
    reject: (response) => {
      beginStream(response);
      response.flushHeaders();
      // Some clients ignore `retry` and reconnect immediately.
      const cancelEnd = systemClock.after(retryMs, () => response.end(closingEvents(random)));
      response.once('close', cancelEnd);
    },
  };
}

class EventStream implements Sink {
  readonly #response: ServerResponse;
  /** The client has left sent data unread. */
  isBlocked = false;
  subscriber: Subscriber | null = null;
  /** What is sent in one write with the headers; null after that. */
  #beginning: string | null = retry;

  constructor(
    response: ServerResponse,
    public caller: Caller,
    onClose: () => void,
  ) {
    this.#response = response;
    response.on('close', () => {
      onClose();
      this.subscriber?.unsubscribe();
    });
  }

  send(event: BroadcastEvent): boolean {
    if (this.#beginning !== null) {
      this.#beginning += nextEvent(event.json, event.id);
      return this.#beginning.length < maxBeginning || this.sendBeginning();
    }
    event.bytes ??= Buffer.from(nextEvent(event.json, event.id));
    return this.#write(event.bytes);
  }

  /** Called when all that is ready at once was sent. */
  sendBeginning(): boolean {
    const text = this.#beginning;
    this.#beginning = null;
    return text === null || this.#write(text);
  }

  sendHeartbeat(): void {
    this.#write(heartbeat);
  }

  complete(): void {
    this.end(completeEvent);
  }

  end(last: string): void {
    this.sendBeginning();
    if (!this.#response.writableEnded) this.#response.end(last);
  }

  #write(data: Buffer | string): boolean {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return true;
    if (response.write(data)) return true;
    if (this.isBlocked) return false;
    this.isBlocked = true;
    response.once('drain', () => {
      this.isBlocked = false;
      this.subscriber?.resume();
    });
    holderOf(response.req.socket)?.update();
    return false;
  }
}
