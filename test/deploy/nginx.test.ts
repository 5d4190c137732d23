// deploy/nginx/nginx.conf with nginx itself: it passes on queries, events and WebSockets.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { root } from '../../scripts/bundles.ts';
import { describeWith } from '../support/describeWith.ts';
import { freePort } from '../support/freePort.ts';
import { startGateway } from '../support/startGateway.ts';
import { startNginx } from '../support/startNginx.ts';

/** nginx as configured, before these gateways. */
async function startBefore(
  executable: string,
  gateways: readonly string[],
): Promise<AsyncDisposable & { url: string }> {
  const port = await freePort();
  const [first = '', second = ''] = gateways.map((url) => new URL(url).host);
  const text = await readFile(join(root, 'deploy/nginx/nginx.conf'), 'utf8');
  const config = text
    .replace('gateway-1:4000', first)
    .replace('gateway-2:4000', second)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const nginx = await startNginx(executable, port, config);
  return { url: `http://127.0.0.1:${port}/graphql`, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}

describeWith('nginx', 'nginx as deploy/nginx configures it', (executable = '') => {
  test('passes queries, unbuffered events, and WebSockets', async () => {
    await using gateway = await startGateway();
    await using other = await startGateway({ beside: gateway });
    await using nginx = await startBefore(executable, [gateway.url, other.url]);
    const query = '{ vaults(first: 1) { nodes { name } } }';
    const headers = { 'content-type': 'application/json' };
    for (let each = 0; each < 4; each += 1) {
      const response = await fetch(nginx.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      expect(await response.json()).toMatchObject({ data: { vaults: { nodes: [{}] } } });
    }

    const following = new AbortController();
    const stream = await fetch(nginx.url, {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { batchJobUpdates(statuses: [ACTIVE]) { job { jobId } } }' }),
      signal: following.signal,
    });
    let events = '';
    for await (const bytes of stream.body ?? []) {
      events += Buffer.from(bytes).toString();
      if (events.includes('event: next')) break;
    }
    expect(events).toContain('batchJobUpdates');
    following.abort();

    const client = createClient({ url: nginx.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    for await (const answer of client.iterate({ query })) expect(answer).toMatchObject({ data: { vaults: {} } });
    await client.dispose();
  });
});
