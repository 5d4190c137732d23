// A gate in front of the simulator: it holds the requests to AWS until the test opens it. So a test sees which requests are in
// flight at the same moment, on a machine of any speed.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Held {
  operation: string;
  proceed(): void;
}

export interface Gate extends AsyncDisposable {
  url: string;
  /** Resolves when this many requests are held; returns how many there are by operation. */
  holds(count: number): Promise<Record<string, number>>;
  /** Lets the held requests of an operation, or of all, pass. */
  open(operation?: string): void;
}

const operationOf = (path: string): string => (/\/jobs\/[^/]+$/.test(path) ? 'DescribeJob' : 'ListJobs');

/** In front of the Glacier jobs of a simulator. */
export async function startGate(simulatorUrl: string): Promise<Gate> {
  let held: Held[] = [];
  let onHeld = () => {};
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const { host, connection, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', simulatorUrl), {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    });
    const { 'content-length': _, connection: __, ...kept } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, kept).end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', simulatorUrl);
    held.push({
      operation: operationOf(pathname),
      proceed: () => void forward(request, response).catch(() => response.destroy()),
    });
    onHeld();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holds: (count) =>
      new Promise((resolve) => {
        onHeld = () => {
          if (held.length < count) return;
          const counts: Record<string, number> = {};
          for (const { operation } of held) counts[operation] = (counts[operation] ?? 0) + 1;
          resolve(counts);
        };
        onHeld();
      }),
    open: (operation) => {
      const opened = held.filter((request) => operation === undefined || request.operation === operation);
      held = held.filter((request) => !opened.includes(request));
      for (const { proceed } of opened) proceed();
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
