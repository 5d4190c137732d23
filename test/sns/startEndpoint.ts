// An HTTP server that records the messages of SNS, and answers as the test says. It ends with the test.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Posted {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body as JSON. */
  message: Record<string, string>;
}

export interface Endpoint {
  url: string;
  received: Posted[];
  /** The messages of a type, in the order of arrival. */
  messages(type: string): Record<string, string>[];
}

/** `answer` returns the status, and may delay the answer. 0 ends the connection without an answer. */
export async function startEndpoint(
  answer: (posted: Posted, count: number) => number | Promise<number> = () => 200,
  content = '',
  headers: Record<string, string> = {},
): Promise<Endpoint> {
  const received: Posted[] = [];
  const server = createServer(async (request, response): Promise<unknown> => {
    const body = await text(request);
    const { method, url: path } = request;
    const posted: Posted = {
      method,
      path,
      headers: request.headers,
      body,
      message: body === '' ? {} : JSON.parse(body),
    };
    received.push(posted);
    const status = await answer(posted, received.length);
    if (status === 0) return request.socket.destroy();
    response.writeHead(status, headers);
    return response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    messages: (type) => received.map(({ message }) => message).filter(({ Type }) => Type === type),
  };
}
