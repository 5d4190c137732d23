// Server-sent events: each event is encoded once for all its subscribers. One timer serves all streams: it sends
// heartbeats on idle streams and destroys those whose reader has taken nothing for too long.
// Events go out through the response. Node's order of headers and chunks on the socket differs between its releases.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { systemClock } from '../../core/clock.ts';
import type { Broadcast, BroadcastEvent, Sink, Subscriber } from './broadcast.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from './eventStreamFormat.ts';

export interface StreamLimits {
  /** Seconds between signs of life. */
  heartbeatSeconds: number;
  /** Seconds that a reader may take to take what it was sent. */
  slowReaderTimeoutSeconds: number;
}

export interface EventStreams {
  /** Answers with the events of a broadcast. `lastId` is the id of the last one that this reader got before. */
  open(response: ServerResponse, broadcast: Broadcast, lastId: string | null, caller: Caller): void;
  /** Completes all, and tells each when to come again: there may be more to come, elsewhere. */
  close(): void;
  /** The same for one who comes after that. */
  reject(response: ServerResponse): void;
}

/** In milliseconds: when a reader whose connection ended comes again. */
const retry = 1000;

/** Those who are sent away together come again spread over so many milliseconds more. */
const spread = 2000;

const farewell = (random: () => number): string =>
  `retry: ${retry + Math.floor(random() * spread)}\n\n${completeEvent}`;

const heartbeat = Buffer.from(':\n\n');

/** How often the timer looks at the streams, in milliseconds. */
const tick = 1000;

export function createEventStreams(
  { heartbeatSeconds, slowReaderTimeoutSeconds }: StreamLimits,
  random: () => number,
): EventStreams {
  const streams = new Set<EventStream>();
  let heartbeatAt = 0;
  let isClosed = false;
  let cancel = () => {};

  const look = () => {
    const now = systemClock.now();
    const beats = now >= heartbeatAt;
    if (beats) heartbeatAt = now + heartbeatSeconds * 1000;
    for (const stream of streams) {
      // Not as complete: whoever comes again with new credentials goes on.
      if (stream.expiresAt !== null && now >= stream.expiresAt) stream.end('');
      if (stream.blockedSince === null) {
        if (beats) stream.beat();
      } else if (now - stream.blockedSince > slowReaderTimeoutSeconds * 1000) stream.destroy();
    }
    again();
  };
  const again = () => {
    cancel();
    if (streams.size > 0) cancel = systemClock.after(Math.min(tick, heartbeatSeconds * 1000), look);
  };

  return {
    open: (response, broadcast, lastId, { expiresAt }) => {
      response.writeHead(200, eventStreamHeaders);
      response.write(`retry: ${retry}\n\n`);
      const stream = new EventStream(response, expiresAt, () => {
        streams.delete(stream);
        if (streams.size === 0) cancel();
      });
      streams.add(stream);
      if (streams.size === 1) {
        heartbeatAt = systemClock.now() + heartbeatSeconds * 1000;
        again();
      }
      stream.reader = broadcast.subscribe(stream, lastId);
      if (isClosed) stream.end(farewell(random));
    },
    close: () => {
      isClosed = true;
      for (const stream of streams) stream.end(farewell(random));
    },
    reject: (response) => {
      response.writeHead(200, { ...eventStreamHeaders, connection: 'close' });
      response.flushHeaders();
      // Some come again at once, whatever they are told.
      const cancel = systemClock.after(retry, () => response.end(farewell(random)));
      response.once('close', cancel);
    },
  };
}

class EventStream implements Sink {
  readonly #response: ServerResponse;
  /** Since when there is something that the reader has not taken; null while there is not. */
  blockedSince: number | null = null;
  reader: Subscriber | null = null;

  constructor(
    response: ServerResponse,
    /** When its reader is nobody any more, in milliseconds since 1970; null for never. */
    readonly expiresAt: number | null,
    gone: () => void,
  ) {
    this.#response = response;
    response.on('close', () => {
      gone();
      this.reader?.unsubscribe();
    });
  }

  send(event: BroadcastEvent): boolean {
    event.bytes ??= Buffer.from(nextEvent(event.json, event.id));
    return this.#write(event.bytes);
  }

  beat(): void {
    this.#write(heartbeat);
  }

  complete(): void {
    this.end(completeEvent);
  }

  end(last: string): void {
    if (this.#response.writableEnded) return;
    this.blockedSince ??= systemClock.now();
    this.#response.end(last);
  }

  destroy(): void {
    this.#response.destroy();
  }

  #write(event: Buffer): boolean {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return true;
    if (response.write(event)) return true;
    if (this.blockedSince !== null) return false;
    this.blockedSince = systemClock.now();
    response.once('drain', () => {
      this.blockedSince = null;
      this.reader?.resume();
    });
    return false;
  }
}
