// The files of other programs that docs/deployment.md shows: nginx passes on what it must, systemd accepts its unit.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { describeWith } from '../support/describeWith.ts';
import { runChild, startChild } from '../support/startChild.ts';
import { startGateway } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { blocks } from './blocks.ts';

function shown(file: string): string {
  const found = blocks.find(({ marks }) => marks['file'] === file);
  if (!found) throw new Error(`the documentation shows no ${file}`);
  return found.text;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** nginx as the page has it, before these gateways. */
async function startNginx(executable: string, gateways: readonly string[]): Promise<AsyncDisposable & { url: string }> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const [first = '', second = ''] = gateways.map((url) => new URL(url).host);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${name};`)
    .join(' ');
  const config = shown('nginx.conf')
    .replace('127.0.0.1:4001', first)
    .replace('127.0.0.1:4002', second)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('http {', `http { access_log off; ${temporary}`);
  await writeFile(join(folder.path, 'nginx.conf'), config);
  const globals = 'daemon off; master_process off; pid nginx.pid;';
  const nginx = startChild(executable, ['-p', folder.path, '-c', 'nginx.conf', '-e', 'stderr', '-g', globals], {
    stdio: 'ignore',
  });
  const ended = once(nginx, 'exit');
  const url = `http://127.0.0.1:${port}/graphql`;
  await expect
    .poll(() =>
      fetch(url.replace('graphql', 'readyz')).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      nginx.kill('SIGKILL');
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

describeWith('nginx', 'nginx as docs/deployment.md configures it', (executable = '') => {
  test('passes queries, unbuffered events, and WebSockets', async () => {
    await using gateway = await startGateway();
    await using other = await startGateway({ beside: gateway });
    await using nginx = await startNginx(executable, [gateway.url, other.url]);
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
