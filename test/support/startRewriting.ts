// A hop in front of the simulator that replaces responses of AWS.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { startGateway, type TestGateway, type TestOptions } from './startGateway.ts';

export interface Response {
  status: number;
  body: Buffer | string;
  type?: string;
}

/** What replaces a response; null leaves it. `path` has no query. */
export type Rewrite = (request: { method: string; path: string; text: string }) => Response | null;

export interface Rewriting extends AsyncDisposable {
  gateway: TestGateway;
  /** The methods and paths of the requests so far. */
  requests: string[];
  rewrite(rewrite: Rewrite): void;
}

/** A gateway whose AWS is the simulator of the demo, behind the hop. */
export async function startRewriting(options: TestOptions = {}): Promise<Rewriting> {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'demo', archives: 0 });
  const requests: string[] = [];
  let rewrite: Rewrite = () => null;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', simulator.url);
    const method = request.method ?? 'GET';
    requests.push(`${method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
    const answer = await fetch(url, {
      method,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const replaced = rewrite({ method, path: url.pathname, text: bytes.toString() });
    const kept = [...answer.headers].filter(([name]) => !['content-length', 'connection', 'date'].includes(name));
    response.writeHead(replaced?.status ?? answer.status, {
      ...Object.fromEntries(kept),
      ...(replaced?.type ? { 'content-type': replaced.type } : {}),
    });
    response.end(replaced ? replaced.body : bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = await startGateway({ ...options, endpoint, beside: { simulator, clock } });
  return {
    gateway,
    requests,
    rewrite: (next) => {
      rewrite = next;
    },
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await simulator.close();
    },
  };
}
