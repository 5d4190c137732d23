// Server-sent events. Each is made a chunk of the answer once, for all who get it, and written straight to the socket:
// node:http would make one anew for each of them, in four pieces, for a seventh more processor time. One timer for all
// streams: it keeps idle ones open, and ends those whose reader has not taken anything for too long.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Caller } from '../../access/caller.ts';
import { systemClock } from '../../core/clock.ts';
import type { Broadcast, BroadcastEvent, Reader, Sink } from './broadcast.ts';
import { asChunk, completeEvent, contentOf, eventStreamHeaders, nextEvent } from './eventStreamFormat.ts';

export interface StreamLimits {
  /** Seconds between signs of life. */
  heartbeatSeconds: number;
  /** Seconds that a reader may take to take what it was sent. */
  drainSeconds: number;
}

export interface EventStreams {
  /** Answers with the events of a broadcast. `lastId` is the id of the last one that this reader got before. */
  open(response: ServerResponse, broadcast: Broadcast, lastId: string | null, caller: Caller): void;
  /** Completes all, and tells each when to come again: there may be more to come, elsewhere. */
  close(): void;
  /** The same for one who comes after that. */
  turnAway(response: ServerResponse): void;
}

/** In milliseconds: when a reader whose connection ended comes again. */
const retry = 1000;

/** Those who are sent away together come again spread over so many milliseconds more. */
const spread = 2000;

const farewell = (random: () => number): string =>
  `retry: ${retry + Math.floor(random() * spread)}\n\n${completeEvent}`;

const heartbeat = asChunk(':\n\n');

/** How often the timer looks at the streams, in milliseconds. */
const tick = 1000;

export function createEventStreams(
  { heartbeatSeconds, drainSeconds }: StreamLimits,
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
      if (stream.waitsSince === null) {
        if (beats) stream.beat();
      } else if (now - stream.waitsSince > drainSeconds * 1000) stream.destroy();
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
      stream.reader = broadcast.join(stream, lastId);
      if (isClosed) stream.end(farewell(random));
    },
    close: () => {
      isClosed = true;
      for (const stream of streams) stream.end(farewell(random));
    },
    turnAway: (response) => {
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
  /** Null where the answer goes out without chunks, as to HTTP 1.0, or waits behind another one. */
  readonly #socket: Socket | null;
  /** Since when there is something that the reader has not taken; null while there is not. */
  waitsSince: number | null = null;
  reader: Reader | null = null;

  constructor(
    response: ServerResponse,
    /** When its reader is nobody any more, in milliseconds since 1970; null for never. */
    readonly expiresAt: number | null,
    gone: () => void,
  ) {
    this.#response = response;
    this.#socket = response.chunkedEncoding ? response.socket : null;
    response.on('close', () => {
      gone();
      this.reader?.leave();
    });
  }

  send(event: BroadcastEvent): boolean {
    event.chunk ??= asChunk(nextEvent(event.json, event.id));
    return this.#write(event.chunk);
  }

  beat(): void {
    this.#write(heartbeat);
  }

  complete(): void {
    this.end(completeEvent);
  }

  end(last: string): void {
    if (this.#response.writableEnded) return;
    this.waitsSince ??= systemClock.now();
    this.#response.end(last);
  }

  destroy(): void {
    this.#response.destroy();
  }

  #write(chunk: Buffer): boolean {
    const target = this.#socket ?? this.#response;
    if (this.#response.writableEnded || !target.writable) return true;
    if (this.#socket?.writableCorked === 0) {
      // All that comes in this turn goes out in one write.
      this.#socket.cork();
      process.nextTick(uncork, this.#socket);
    }
    if (target.write(this.#socket ? chunk : contentOf(chunk))) return true;
    if (this.waitsSince !== null) return false;
    this.waitsSince = systemClock.now();
    target.once('drain', () => {
      this.waitsSince = null;
      this.reader?.drained();
    });
    return false;
  }
}

const uncork = (socket: Socket): void => socket.uncork();
