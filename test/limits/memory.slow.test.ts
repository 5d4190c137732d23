// The memory of a gateway after floods of distinct documents, callers and keys. What callers can fill is bounded by what it takes,
// so what is held returns to within 64 MB of what it was. The growth is about 20 MB: all measurements are after a collection.
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { measureInChild } from '../support/measureInChild.ts';
import { measureHeldBytes, memoryProbe } from '../support/memoryProbe.ts';
import { startChild } from '../support/startChild.ts';
import { stores } from './stores.ts';

const most = 64 * 1024 ** 2;

interface FloodedGateway extends AsyncDisposable {
  /** Sends the queries, each as another client, and returns how often each status was answered. */
  flood(count: number, query: (index: number) => string): Promise<Record<string, number>>;
  heldBytes(): Promise<number>;
}

async function startFloodedGateway(): Promise<FloodedGateway> {
  const file = join(import.meta.dirname, 'floodedGateway.ts');
  const child = startChild(process.execPath, [memoryProbe, '--max-old-space-size=256', '--import', 'tsx', file], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the gateway has ended')));
  const [url] = await Promise.race([once(child.stdout as Readable, 'data'), ended]);
  const { hostname, port } = new URL(String(url));
  return {
    flood: async (count, query) => {
      const connections = 4;
      const parts = await Promise.all(
        Array.from({ length: connections }, (_, part) => send(hostname, Number(port), part, connections, count, query)),
      );
      return parts.reduce((sums, counts) => {
        for (const [status, some] of Object.entries(counts)) sums[status] = (sums[status] ?? 0) + some;
        return sums;
      }, {});
    },
    heldBytes: () => measureHeldBytes(child),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}

/** Sends every n-th query over one connection, a few at a time. */
async function send(
  host: string,
  port: number,
  first: number,
  step: number,
  count: number,
  query: (index: number) => string,
): Promise<Record<string, number>> {
  const socket = createConnection({ host, port });
  const statuses: Record<string, number> = {};
  let answered = 0;
  let sent = first;
  let rest = '';
  const inFlight = 16;
  const write = () => {
    let text = '';
    for (let room = inFlight; room > 0 && sent < count; room -= 1) {
      const body = JSON.stringify({ query: query(sent) });
      const address = [10, sent >> 16, (sent >> 8) & 255, sent & 255].join('.');
      const headers = `host: ${host}:${port}\r\ncontent-type: application/json\r\nx-forwarded-for: ${address}`;
      text += `POST /graphql HTTP/1.1\r\n${headers}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
      sent += step;
    }
    if (text !== '') socket.write(text);
  };
  const total = Math.ceil((count - first) / step);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the gateway closed the connection')));
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (const [, status = ''] of rest.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
        statuses[status] = (statuses[status] ?? 0) + 1;
        answered += 1;
      }
      // What a chunk may have cut is read with the next one.
      rest = /HTTP\/1\.1 \d{0,3}$|H(?:T(?:T(?:P(?:\/(?:1(?:\.1? ?)?)?)?)?)?)?$/.exec(rest)?.[0] ?? '';
      if (answered === total) resolve();
      else if (answered === Math.ceil((sent - first) / step)) write();
    });
    write();
  });
  socket.removeAllListeners('close');
  socket.destroy();
  return statuses;
}

/** A tree of 20 KB: all of them would take 100 MB. */
const document = (index: number): string =>
  `{ gateway { ${Array.from({ length: 20 }, (_, field) => `field${field}: version`).join(' ')} id${index}: version } }`;

const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

describe('what a gateway holds returns to within 64 MB', () => {
  test('after 5,000 distinct documents of as many callers', { timeout: 600_000 }, async ({ annotate }) => {
    await using gateway = await startFloodedGateway();
    await gateway.flood(500, (index) => document(index + 1_000_000));
    const before = await gateway.heldBytes();
    expect(await gateway.flood(5_000, document)).toEqual({ 200: 5_000 });
    const grown = (await gateway.heldBytes()) - before;
    await annotate(`grown by ${megabytes(grown)}`);
    expect(grown).toBeLessThan(most);
  });

  // A tree of 2 MB: all of them would take 400 MB, and the heap has 256 MB.
  test('after 200 distinct documents of 12 KB that are refused', { timeout: 600_000 }, async ({ annotate }) => {
    await using gateway = await startFloodedGateway();
    const refused = (index: number) => `{ a${index} { ${'aa '.repeat(3_900)} } }`;
    await gateway.flood(10, (index) => refused(index + 1_000));
    const before = await gateway.heldBytes();
    const statuses = await gateway.flood(200, refused);
    const grown = (await gateway.heldBytes()) - before;
    await annotate(`grown by ${megabytes(grown)}`);
    expect(statuses).toEqual({ 400: 200 });
    expect(grown).toBeLessThan(most);
  });
});

describe('100,000 keys take no more than the limit of their cache:', () => {
  test.each(Object.entries(stores))('%s', async (name, { limit }) => {
    const growth = await measureInChild<number>(join(import.meta.dirname, 'measureStore.ts'), name);
    expect(growth).toBeGreaterThan(limit / 4);
    expect(growth).toBeLessThan(limit * 1.25 + 4 * 1024 ** 2);
  });
});
