// Gateways behind nginx as people configure it: proxy_pass alone, and with the Host header passed on in the two usual ways.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/telemetry/createLog.ts';
import { send } from '../http/send.ts';
import { connectionsTo } from '../support/connectionsTo.ts';
import { describeWith } from '../support/describeWith.ts';
import { freePort } from '../support/freePort.ts';
import { type Data, startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { startNginx } from '../support/startNginx.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';
import { subscribe } from '../support/subscribe.ts';

const vaults = '{ vaults(first: 1) { nodes { name } } }';
const active = 'subscription { batchJobUpdates(statuses: [ACTIVE]) { job { jobId } } }';

/** What the documentation of nginx says for WebSockets. */
const upgrades =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_header;';
const upgradeMap = "map $http_upgrade $connection_header { default upgrade; '' ''; }";

interface Behind extends AsyncDisposable {
  gateway: TestGateway;
  other: TestGateway | null;
  /** The URL of GraphQL at nginx. */
  url: string;
  /** Headers of a page of PUBLIC_URL. */
  page: { host: string; origin: string };
  log: Data[];
}

interface Setup {
  /** Whether proxy_pass has the address of the gateway, which nginx then sends as Host. */
  passesAddress?: boolean;
  location?: string;
  upstream?: string;
  options?: TestOptions;
  withOther?: boolean;
}

/** A gateway, or two, behind nginx. PUBLIC_URL has a name of its own, on the port of nginx. */
async function startBehind(
  executable: string,
  { passesAddress = false, location = '', upstream = '', options = {}, withOther = false }: Setup,
): Promise<Behind> {
  const port = await freePort();
  const log: Data[] = [];
  const shared: TestOptions = {
    PUBLIC_URL: `http://gateway.example:${port}`,
    log: createLog({ level: 'debug', destination: { write: (line) => void log.push(JSON.parse(line)) } }),
    ...options,
  };
  const gateway = await startGateway(shared);
  const other = withOther ? await startGateway({ ...shared, beside: gateway }) : null;
  const servers = [gateway, ...(other ? [other] : [])].map(({ url }) => `server ${new URL(url).host};`).join(' ');
  const target = passesAddress ? new URL(gateway.url).origin : 'http://gateways';
  const nginx = await startNginx(
    executable,
    port,
    `events {}
     http {
       ${upgradeMap}
       upstream gateways { ${servers} ${upstream} }
       server { listen 127.0.0.1:${port}; location / { proxy_pass ${target}; ${location} } }
     }`,
  );
  return {
    gateway,
    other,
    url: `http://127.0.0.1:${port}/graphql`,
    page: { host: `gateway.example:${port}`, origin: `http://gateway.example:${port}` },
    log,
    [Symbol.asyncDispose]: async () => {
      await nginx[Symbol.asyncDispose]();
      await other?.[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

const postTo = (url: string, query: string, headers: Record<string, string> = {}) =>
  send(url, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) });

const configurations: [string, Setup][] = [
  ['proxy_pass alone', { passesAddress: true }],
  ['Host $host', { location: `proxy_set_header Host $host; ${upgrades}` }],
  [
    'Upgrade and Connection set for every request',
    {
      location:
        'proxy_http_version 1.1; proxy_set_header Host $host; proxy_set_header Upgrade websocket; proxy_set_header Connection upgrade;',
    },
  ],
  ['Host $http_host', { location: `proxy_set_header Host $http_host; ${upgrades}` }],
];

describeWith('nginx', 'behind nginx', (executable = '') => {
  describe.each(configurations)('with %s', (_, setup) => {
    const passesUpgrades = setup.location !== undefined;

    test('queries, probes and unbuffered events pass for a page of PUBLIC_URL', async () => {
      await using behind = await startBehind(executable, setup);
      const { url, page } = behind;
      expect((await send(url, { path: '/readyz', headers: page })).status).toBe(200);
      expect((await postTo(url, vaults, page)).json()).toMatchObject({ data: { vaults: { nodes: [{}] } } });
      const path = `/graphql?${new URLSearchParams({ query: vaults })}`;
      expect((await send(url, { path, headers: page })).json()).toMatchObject({ data: { vaults: { nodes: [{}] } } });
      for (const method of ['POST', 'GET'] as const) {
        await using stream = await subscribe(url, active, {}, page, method);
        // The stream stays open: a buffering proxy would deliver nothing yet.
        expect((await stream.take(1))[0].data.batchJobUpdates.job).toBeDefined();
      }
    });

    test('a download has the link of PUBLIC_URL and resumes by range', async () => {
      await using behind = await startBehind(executable, setup);
      const { gateway, url, page } = behind;
      const { id } = await startRetrieval(gateway);
      gateway.clock.advance(untilTheEnd);
      const { node } = await gateway.data(
        `{ node(id: ${JSON.stringify(id)}) { ... on ArchiveRetrievalJob { output { url } } ... on InventoryRetrievalJob { output { url } } } }`,
      );
      const link = new URL(node.output.url);
      expect(link.origin).toBe(page.origin);
      const whole = await send(url, { path: link.pathname, headers: page });
      expect(whole.status).toBe(200);
      const part = await send(url, { path: link.pathname, headers: { ...page, range: 'bytes=5-9' } });
      expect({ status: part.status, text: part.text }).toEqual({ status: 206, text: whole.text.slice(5, 10) });
    });

    test(passesUpgrades ? 'a WebSocket works' : 'a WebSocket is refused with the reason, which is logged', async () => {
      await using behind = await startBehind(executable, setup);
      const { url, page, log } = behind;
      const connect = () =>
        new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers: page, origin: page.origin });
      if (!passesUpgrades) {
        const [, response] = await once(
          connect().on('error', () => undefined),
          'unexpected-response',
        );
        expect((response as IncomingMessage).statusCode).toBe(426);
        expect(log).toContainEqual(
          expect.objectContaining({ msg: 'WebSocket upgrade refused', reason: expect.stringContaining('Upgrade') }),
        );
        return;
      }
      class FromPage extends WebSocket {
        constructor(address: string, protocol: string) {
          super(address, protocol, { headers: page, origin: page.origin });
        }
      }
      const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: FromPage, retryAttempts: 0 });
      for await (const { data } of client.iterate({ query: vaults })) expect(data).toMatchObject({ vaults: {} });
      await client.dispose();
      const foreign = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
        headers: page,
        origin: 'http://elsewhere.example',
      });
      const [, response] = await once(
        foreign.on('error', () => undefined),
        'unexpected-response',
      );
      expect((response as IncomingMessage).statusCode).toBe(403);
    });
  });

  const keepalive = 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host 127.0.0.1;';

  const eight = async (url: string) =>
    (await Promise.all(Array.from({ length: 8 }, () => postTo(url, '{ __typename }')))).map(({ status }) => status);
  const all = Array(8).fill(200);

  test('connections that nginx keeps are reused', async () => {
    await using behind = await startBehind(executable, { location: keepalive, upstream: 'keepalive 8;' });
    const sockets = connectionsTo(behind.gateway.url);
    expect(await eight(behind.url)).toEqual(all);
    const before = sockets.size;
    expect(await eight(behind.url)).toEqual(all);
    expect(sockets.size).toBeLessThan(2 * before);
  });

  test('connections that nginx has given up are not used', async () => {
    // nginx gives up first, after 1 s here and 60 s by default. The gateway keeps connections for longer, as by default.
    await using behind = await startBehind(executable, {
      location: keepalive,
      upstream: 'keepalive 8; keepalive_timeout 1s;',
      options: { KEEP_ALIVE_TIMEOUT_SECONDS: 10 },
    });
    expect(await eight(behind.url)).toEqual(all);
    for (const idle of [990, 1_010]) {
      // Real time, because nginx has no other. Before or after nginx gives up, the requests are answered.
      await sleep(idle);
      expect(await eight(behind.url)).toEqual(all);
    }
  });

  test('the client is who the trusted proxy says, not who the client says', async () => {
    await using behind = await startBehind(executable, {
      location: 'proxy_set_header Host 127.0.0.1; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      options: { TRUSTED_PROXIES: ['127.0.0.1'], REQUESTS_PER_MINUTE: { authenticated: 1, anonymous: 1 } },
    });
    const { port } = new URL(behind.url);
    const from = async (localAddress: string, forged: string) => {
      const path = '/graphql?query={__typename}';
      const sent = request({
        port,
        host: '127.0.0.1',
        localAddress,
        path,
        agent: false,
        headers: { 'x-forwarded-for': forged },
      });
      const [response] = await once(sent.end(), 'response');
      response.resume();
      return response.statusCode;
    };
    expect(await from('127.0.0.2', '1.1.1.1')).toBe(200);
    expect(await from('127.0.0.3', '1.1.1.1')).toBe(200);
    expect(await from('127.0.0.2', '2.2.2.2')).toBe(429);
    const clients = () =>
      behind.log.filter(({ msg, kind }) => msg === 'request' && kind !== 'probe').map(({ client }) => client);
    await expect.poll(clients).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.2']);
  });

  test('a shutdown answers what is in flight, and nginx uses the other gateway', async () => {
    await using behind = await startBehind(executable, {
      location: `${upgrades} proxy_set_header Host 127.0.0.1;`,
      upstream: 'keepalive 8;',
      withOther: true,
    });
    const { gateway, other, url } = behind;
    gateway.simulator.faults.set([{ operation: 'glacier.DescribeVault', kind: 'delay', delayMilliseconds: 60_000 }]);
    // nginx takes the gateways in turn, so each of them has one of these.
    const streams = await Promise.all([subscribe(url, active), subscribe(url, active)]);
    await Promise.all(streams.map((stream) => stream.take(1)));
    const pending = [1, 2].map(() => postTo(url, '{ vault(name: "media-masters") { name } }'));
    await expect.poll(() => gateway.simulator.calls.count('glacier.DescribeVault')).toBeGreaterThan(0);

    const isDone = gateway.close();
    gateway.simulator.faults.clear();
    gateway.simulator.faults.release();
    expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([200, 200]);
    await isDone;
    const ended = await Promise.race(streams.map((stream) => stream.ended.then(() => stream)));
    expect((await ended.rest()).at(-1)).toMatchObject({ event: 'complete' });
    const statuses = [];
    for (let each = 0; each < 10; each += 1) statuses.push((await postTo(url, '{ __typename }')).status);
    expect(statuses).toEqual(Array(10).fill(200));
    expect(other?.activity().broadcasts).toBe(1);
    for (const stream of streams) await stream[Symbol.asyncDispose]();
  });
});
