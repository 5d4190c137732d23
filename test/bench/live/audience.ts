// Subscribers over server-sent events on plain sockets. They count events and note arrival times, and do nothing else, because they
// share the machine with the measured process.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Query } from '../load.ts';

export interface Audience extends AsyncDisposable {
  /** The number of events so far, over all subscribers. */
  readonly events: number;
  /** The bytes that the first subscriber received, if they are kept. */
  readonly heard: string;
  /** Publishes one event; returns the milliseconds until each subscriber received it. */
  hear(publish: () => Promise<unknown>): Promise<Float64Array>;
  /** Resolves after this many events. */
  until(events: number): Promise<void>;
  /** Resolves after a while without events; returns the total number. */
  quiet(): Promise<number>;
  /** They stop reading until they resume. */
  pause(): void;
  resume(): void;
}

interface Options {
  subscribers: number;
  query: Query;
  /** Keeps the bytes of the first subscriber. */
  keep?: boolean;
}

/** Concurrent connection attempts; a server's backlog has 511 entries. */
const atOnce = 100;

/** An address has 28,000 ephemeral ports, and closed ones are blocked for a minute. */
const addresses = 16;

const patience = 60_000;

const mark = Buffer.from('event: next');

/** One buffer for all: the data of a socket is processed before the next one reads. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Resolves when the server has accepted all subscribers; rejects if it refuses one. */
export async function gather(url: string, { subscribers, query, keep = false }: Options): Promise<Audience> {
  const { hostname: host, port, pathname } = new URL(url);
  const body = JSON.stringify(query);
  const request = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}:${port}`,
    'content-type: application/json',
    'accept: text/event-stream',
    `content-length: ${Buffer.byteLength(body)}`,
    '\r\n',
  ].join('\r\n');
  const sockets: Socket[] = [];
  let events = 0;
  let heard = '';
  let waiting: { events: number; resolve: () => void; reject: (error: Error) => void } | null = null;
  let arrivals = new Float64Array(0);
  let arrived = 0;
  let publishedAt = 0;

  const came = (count: number) => {
    events += count;
    if (arrived < arrivals.length) arrivals[arrived] = performance.now() - publishedAt;
    arrived += 1;
    if (waiting && events >= waiting.events) waiting.resolve();
  };
  const until = async (wanted: number) => {
    if (events >= wanted) return;
    const timer = setTimeout(() => {
      waiting?.reject(new Error(`${url} has sent ${events} of ${wanted} events`));
    }, patience);
    await new Promise<void>((resolve, reject) => {
      waiting = { events: wanted, resolve, reject };
    }).finally(() => {
      waiting = null;
      clearTimeout(timer);
    });
  };
  const open = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const member: Member = { tail: '', isOpen: false };
      const onread = {
        buffer,
        callback: (length: number) => {
          const chunk = buffer.subarray(0, length);
          if (keep && index === 0) heard += chunk.toString();
          if (!member.isOpen) {
            if (!chunk.includes('HTTP/1.1 200')) reject(new Error(`${url} answers ${chunk.toString()}`));
            member.isOpen = true;
            resolve();
          }
          const count = countIn(member, chunk);
          if (count > 0) came(count);
          return true;
        },
      };
      const localAddress = `127.0.0.${2 + (index % addresses)}`;
      const socket = connect({ host, port: Number(port), localAddress, onread });
      socket.on('error', reject);
      socket.write(request + body);
      sockets.push(socket);
    });

  for (let from = 0; from < subscribers; from += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, subscribers - from) }, (_, index) => open(from + index)));
  }
  return {
    get events() {
      return events;
    },
    get heard() {
      return heard;
    },
    hear: async (publish) => {
      arrivals = new Float64Array(subscribers);
      arrived = 0;
      publishedAt = performance.now();
      const all = until(events + subscribers);
      await Promise.all([publish(), all]);
      return arrivals;
    },
    until,
    quiet: async () => {
      for (let before = -1; before < events; await sleep(500)) before = events;
      return events;
    },
    pause: () => {
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        sockets.map(
          (socket) =>
            new Promise<void>((resolve) => {
              socket.once('close', () => resolve());
              socket.destroy();
            }),
        ),
      );
    },
  };
}

interface Member {
  /** The last bytes read, where an event may begin. */
  tail: string;
  isOpen: boolean;
}

/** The number of events that begin in a chunk, or began at the end of the previous one. */
function countIn(member: Member, chunk: Buffer): number {
  let count = 0;
  if (member.tail !== '') {
    const seam = Buffer.concat([Buffer.from(member.tail, 'latin1'), chunk.subarray(0, mark.length - 1)]);
    if (seam.includes(mark)) count += 1;
  }
  for (let at = chunk.indexOf(mark); at !== -1; at = chunk.indexOf(mark, at + mark.length)) count += 1;
  const end = chunk.subarray(-mark.length + 1).toString('latin1');
  member.tail = `${member.tail}${end}`.slice(-mark.length + 1);
  return count;
}
