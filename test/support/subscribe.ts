// A subscriber over server-sent events that records everything on the wire: IDs, retry, comments, and their order.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

export interface StreamEvent {
  event: string;
  id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses
  data: any;
}

export interface Subscriber extends AsyncDisposable {
  status: number;
  headers: IncomingMessage['headers'];
  /** All events so far. */
  events: StreamEvent[];
  /** Lines that are no part of an event: comments and `retry`. */
  others: string[];
  /** The next unread event; null at the end of the stream. */
  next(): Promise<StreamEvent | null>;
  /** The data of the next `count` events. */
  take(count: number): Promise<StreamEvent['data'][]>;
  /** All unread events up to the end of the stream. */
  rest(): Promise<StreamEvent[]>;
  /** Cuts the connection. */
  cut(): void;
  /** Stops reading; the operating system still buffers some data. */
  pause(): void;
  resume(): void;
  /** Resolves when the connection has ended, for any reason. */
  ended: Promise<void>;
  /** Whether the response ended completely, and was not cut. */
  isWhole(): boolean;
}

export async function subscribe(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
  method: 'POST' | 'GET' = 'POST',
): Promise<Subscriber> {
  const isPost = method === 'POST';
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const sent: ClientRequest = request(isPost ? url : `${url}?${parameters}`, {
    method,
    agent: false,
    headers: {
      ...(isPost ? { 'content-type': 'application/json' } : {}),
      accept: 'text/event-stream',
      ...headers,
    },
  });
  sent.on('error', () => undefined);
  sent.end(isPost ? JSON.stringify({ query, variables }) : undefined);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });

  const events: StreamEvent[] = [];
  const others: string[] = [];
  let wake = () => {};
  let isOver = false;
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n').map((line) => /^(\w*):\s?(.*)$/s.exec(line) ?? ['', '', line]);
      const field = (name: string) => lines.find(([, key]) => key === name)?.[2];
      const event = field('event');
      if (event === undefined) others.push(block);
      else {
        const id = field('id');
        events.push({ event, ...(id === undefined ? {} : { id }), data: JSON.parse(field('data') || 'null') });
      }
    }
    wake();
  });
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    response.once('close', () => {
      isOver = true;
      resolve();
      wake();
    });
  });

  let taken = 0;
  const next = async (): Promise<StreamEvent | null> => {
    for (;;) {
      const event = events[taken];
      if (event) {
        taken += 1;
        return event;
      }
      if (isOver) return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    others,
    next,
    take: async (count) => {
      const data: StreamEvent['data'][] = [];
      while (data.length < count) {
        const event = await next();
        if (!event) throw new Error(`the stream ended after ${data.length} of ${count} events`);
        data.push(event.data);
      }
      return data;
    },
    rest: async () => {
      const rest: StreamEvent[] = [];
      for (let event = await next(); event; event = await next()) rest.push(event);
      return rest;
    },
    cut: () => sent.destroy(),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    ended,
    isWhole: () => response.complete,
    [Symbol.asyncDispose]: async () => {
      sent.destroy();
      await ended;
    },
  };
}
