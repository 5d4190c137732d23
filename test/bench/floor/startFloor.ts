// The floor: the same answers from node:http by hand. The bench puts what each needs, and posts the queries: `/raw` sends one text,
// `/ready` stringifies a ready object, `/aws` calls AWS and adds the gateway's extensions, and `/events` opens a stream of
// server-sent events with its first event. The command `publish` sends that event on all open streams.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acceptCommands } from '../live/acceptCommands.ts';
import type { Query } from '../load.ts';
import { answerByHand } from './answerByHand.ts';

/** What is put to `/ready`: the body of a query, and the answer to it. */
export interface Ready {
  query: string;
  answer: unknown;
}

export async function startFloor(): Promise<void> {
  let raw = '';
  let extensions: unknown;
  let event = Buffer.alloc(0);
  const streams = new Set<ServerResponse>();
  const ready = new Map<string, unknown>();
  const puts: Record<string, (body: string) => unknown> = {
    '/raw': (body) => {
      raw = body;
    },
    '/ready': (body) => {
      const { query, answer } = JSON.parse(body) as Ready;
      ready.set(query, answer);
    },
    '/aws': (body) => {
      ({ extensions } = JSON.parse(body) as { extensions: unknown });
    },
    '/events': (body) => {
      event = Buffer.from(body);
    },
  };
  const posts: Record<string, (body: string, response: ServerResponse) => void> = {
    '/raw': (_, response) => send(response, raw),
    '/ready': (body, response) => send(response, JSON.stringify(ready.get(body))),
    '/aws': (body, response) => {
      answerByHand(JSON.parse(body) as Query).then(
        (data) => send(response, JSON.stringify({ data, extensions })),
        (error) => response.writeHead(500).end(String(error)),
      );
    },
    '/events': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(event);
      streams.add(response.once('close', () => streams.delete(response)));
    },
  };
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    read(request, (body) => {
      if (method === 'POST') {
        posts[url]?.(body, response);
      } else {
        puts[url]?.(body);
        send(response, '{}');
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  acceptCommands({
    publish: () => {
      for (const stream of streams) stream.write(event);
    },
  });
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port} \n`);
}

function read(request: IncomingMessage, then: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => then(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString()));
}

function send(response: ServerResponse, text: string): void {
  const bytes = Buffer.from(text);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length });
  response.end(bytes);
}
