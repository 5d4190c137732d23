// The files of other programs that docs/deployment.md shows: nginx passes on what it must, systemd accepts its unit.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { describeWith } from '../support/describeWith.ts';
import { freePort } from '../support/freePort.ts';
import { runChild } from '../support/startChild.ts';
import { startGateway } from '../support/startGateway.ts';
import { startNginx } from '../support/startNginx.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { blocks } from './blocks.ts';

function shown(file: string): string {
  const found = blocks.find(({ marks }) => marks['file'] === file);
  if (!found) throw new Error(`the documentation shows no ${file}`);
  return found.text;
}

/** nginx as the page has it, before these gateways. */
async function startShown(executable: string, gateways: readonly string[]): Promise<AsyncDisposable & { url: string }> {
  const port = await freePort();
  const [first = '', second = ''] = gateways.map((url) => new URL(url).host);
  const config = shown('nginx.conf')
    .replace('127.0.0.1:4001', first)
    .replace('127.0.0.1:4002', second)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const nginx = await startNginx(executable, port, config);
  return { url: `http://127.0.0.1:${port}/graphql`, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}

describeWith('nginx', 'nginx as docs/deployment.md configures it', (executable = '') => {
  test('passes queries, unbuffered events, and WebSockets', async () => {
    await using gateway = await startGateway();
    await using other = await startGateway({ beside: gateway });
    await using nginx = await startShown(executable, [gateway.url, other.url]);
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

describeWith('systemd-analyze', 'the systemd unit of docs/deployment.md', () => {
  test('is accepted by systemd-analyze verify', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'glacier-graphql.service');
    // It would also look for the program.
    await writeFile(path, shown('glacier-graphql.service').replace('/usr/bin/node', process.execPath));
    const { stderr } = await runChild('systemd-analyze', ['verify', '--man=no', path]);
    expect(stderr.split('\n').filter((line) => line.includes('glacier-graphql'))).toEqual([]);
  });
});
