// HTTP as no fetch would send it: any header, any body, any bytes. Every request has a connection of its own.
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
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
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is the test's business
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
  // A refused body may still be on its way when the server closes.
  sent.on('error', () => undefined);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** Sends these bytes and gives all that comes back until the server closes the connection. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A reset after the answer is a way to close, too.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}
