// Server-sent events, written straight to the response. One timer for all of them: it keeps idle ones open, and ends
// those whose reader has not taken anything for too long.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { ServerResponse } from 'node:http';
import { systemClock } from '../../clock.ts';
import type { Broadcast, BroadcastEvent, Reader, Sink } from './broadcast.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from './eventStreamFormat.ts';

export interface StreamLimits {
  /** Seconds between signs of life. */
  heartbeatSeconds: number;
  /** Seconds that a reader may take to take what it was sent. */
  drainSeconds: number;
}

export interface EventStreams {
  /** Answers with the events of a broadcast. `lastId` is the id of the last one that this reader got before. */
  open(response: ServerResponse, broadcast: Broadcast, lastId: string | null): void;
  /** Ends all. Not as complete: there is more to come, elsewhere. */
  close(): void;
}

/** In milliseconds: when a reader whose connection ended comes again. */
const retry = 1000;

const heartbeat = ':\n\n';

/** How often the timer looks at the streams, in milliseconds. */
const tick = 1000;

export function createEventStreams({ heartbeatSeconds, drainSeconds }: StreamLimits): EventStreams {
  const streams = new Set<EventStream>();
  let heartbeatAt = 0;
  let isClosed = false;
  let cancel = () => {};

  const look = () => {
    const now = systemClock.now();
    const beats = now >= heartbeatAt;
    if (beats) heartbeatAt = now + heartbeatSeconds * 1000;
    for (const stream of streams) {
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
    open: (response, broadcast, lastId) => {
      response.writeHead(200, eventStreamHeaders);
      response.write(`retry: ${retry}\n\n`);
      const stream = new EventStream(response, () => {
        streams.delete(stream);
        if (streams.size === 0) cancel();
      });
      streams.add(stream);
      if (streams.size === 1) {
        heartbeatAt = systemClock.now() + heartbeatSeconds * 1000;
        again();
      }
      stream.reader = broadcast.join(stream, lastId);
      if (isClosed) stream.end();
    },
    close: () => {
      isClosed = true;
      for (const stream of streams) stream.end();
    },
  };
}

class EventStream implements Sink {
  readonly #response: ServerResponse;
  /** Since when there is something that the reader has not taken; null while there is not. */
  waitsSince: number | null = null;
  reader: Reader | null = null;

  constructor(response: ServerResponse, gone: () => void) {
    this.#response = response;
    response.on('drain', () => {
      this.waitsSince = null;
      this.reader?.drained();
    });
    response.on('close', () => {
      gone();
      this.reader?.leave();
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

  end(last = ''): void {
    if (this.#response.writableEnded) return;
    this.waitsSince ??= systemClock.now();
    this.#response.end(last);
  }

  destroy(): void {
    this.#response.destroy();
  }

  #write(chunk: Buffer | string): boolean {
    if (this.#response.writableEnded || this.#response.write(chunk)) return true;
    this.waitsSince ??= systemClock.now();
    return false;
  }
}
