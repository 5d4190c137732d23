// HTTP that fetch() cannot send: any header, any body, any bytes. Every request has its own connection.
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';

export interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  /** In pieces: they are sent chunked, without a content-length. */
  body?: string | Buffer | readonly (string | Buffer)[];
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  /** Names and values in turn. */
  rawHeaders: string[];
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses
  json(): any;
}

export const json = { 'content-type': 'application/json' };

export async function send(url: string, { method, path, headers, body }: Sent): Promise<Received> {
  const { hostname, port, pathname } = new URL(url);
  const sent = request({
    hostname,
    port,
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    path: path ?? pathname,
    headers: headers ?? {},
    agent: false,
  });
  if (Array.isArray(body)) for (const piece of body) sent.write(piece);
  sent.end(Array.isArray(body) ? undefined : body);
  const [response] = await once(sent, 'response');
  // The client may still be sending a refused body when the server closes.
  sent.on('error', () => undefined);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const { statusCode: status, headers: received, rawHeaders } = response as IncomingMessage & { statusCode: number };
  return { status, headers: received, rawHeaders, text, json: () => JSON.parse(text) };
}

/** Sends these bytes and returns everything up to the end of the connection. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A reset after the answer also ends the connection.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}
