// A hop between the gateway and the simulator that changes responses, as other servers with AWS's protocol and proxies do.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HopRequest {
  method: string;
  path: string;
  parameters: URLSearchParams;
}

export interface HopAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Hop extends AsyncDisposable {
  url: string;
}

/** Headers that describe the connection, or the body as it was. */
const connectionHeaders = new Set(['connection', 'content-length', 'date', 'host', 'keep-alive', 'transfer-encoding']);

const isKept = ([name]: readonly [string, unknown]): boolean => !connectionHeaders.has(name);

/** `change` returns the response to send; undefined sends the simulator's own. */
export async function startHop(
  aws: string,
  change: (answer: HopAnswer, request: HopRequest) => HopAnswer | undefined,
): Promise<Hop> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', aws);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = request.method ?? 'GET';
    const far = await fetch(url, {
      method,
      headers: Object.entries(request.headers)
        .filter(isKept)
        .map(([name, value]): [string, string] => [name, String(value)]),
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const own = {
      status: far.status,
      headers: Object.fromEntries([...far.headers].filter(isKept)),
      body: await far.text(),
    };
    const { status, headers, body } = change(own, { method, path: url.pathname, parameters: url.searchParams }) ?? own;
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
