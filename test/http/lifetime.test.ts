// The end of requests and of the gateway. A caller who disconnects ends the AWS calls that no other caller waits for. Closing the
// gateway answers the requests in flight.

import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { connectionsTo } from '../support/connectionsTo.ts';
import { vaultRefText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startRetrieval } from '../support/startRetrieval.ts';
import { subscribe } from '../support/subscribe.ts';

const forever = 60_000;

const describeVault = 'glacier.DescribeVault';
const vault = '{ vault(name: "media-masters") { name } }';
// The call of the second field shows that this query is being executed, and thus waits for the vault, too.
const vaultAndPolicy = '{ vault(name: "media-masters") { name } dataRetrievalPolicy { rules { strategy } } }';

const asked = (gateway: TestGateway, operation: string) =>
  expect.poll(() => gateway.simulator.calls.count(operation), { interval: 5 }).toBe(1);

describe('a caller who disconnects', () => {
  test('ends the AWS call made for them', async () => {
    await using gateway = await startGateway();
    const sockets = connectionsTo(gateway.simulator.url);
    gateway.simulator.faults.set([{ operation: describeVault, kind: 'delay', delayMilliseconds: forever }]);
    const caller = new AbortController();
    const answer = gateway.query(vault, {}, caller.signal);
    await asked(gateway, describeVault);
    const [socket] = sockets;
    if (!socket) throw new Error('the simulator saw no connection');

    const closed = once(socket, 'close');
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
    await closed;
    expect(gateway.simulator.calls.count(describeVault)).toBe(1);
  });

  test('does not end a call that another caller waits for', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: describeVault, kind: 'delay', delayMilliseconds: forever }]);
    const leaver = new AbortController();
    const left = gateway.query(vault, {}, leaver.signal);
    await asked(gateway, describeVault);
    const stayed = gateway.query(vaultAndPolicy);
    await asked(gateway, 'glacier.GetDataRetrievalPolicy');

    leaver.abort();
    await expect(left).rejects.toThrow('aborted');
    gateway.simulator.faults.release();
    const { data, errors, extensions } = await stayed;
    expect(errors).toBeUndefined();
    expect(data.vault).toEqual({ name: 'media-masters' });
    expect(extensions?.aws.coalesced).toBe(1);
    expect(gateway.calls()).toEqual({ [describeVault]: 1, 'glacier.GetDataRetrievalPolicy': 1 });
  });

  test('does not end a start that was sent: its job would run anyway', async () => {
    await using gateway = await startGateway();
    const operation = 'glacier.InitiateJob';
    gateway.simulator.faults.set([{ operation, kind: 'delay', delayMilliseconds: forever }]);
    const caller = new AbortController();
    const answer = gateway.query(
      `mutation { initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')}, format: JSON }) { __typename } }`,
      {},
      caller.signal,
    );
    await asked(gateway, operation);
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
    gateway.simulator.faults.release();
    const [call] = gateway.simulator.calls.list;
    await expect.poll(() => call?.status, { interval: 5 }).toBe(202);
  });
});

describe('closing the gateway', () => {
  test('answers the requests in flight, refuses new ones and reports that it is not ready', async () => {
    const app = 'https://app.example';
    await using gateway = await startGateway({ CORS_ORIGINS: [app] });
    gateway.simulator.faults.set([{ operation: describeVault, kind: 'delay', delayMilliseconds: forever }]);
    const pending = gateway.query(vault);
    await asked(gateway, describeVault);
    const at = (path: string) => new URL(path, gateway.url);
    expect((await fetch(at('/readyz'))).status).toBe(200);

    const closed = gateway.close();
    const ready = await fetch(at('/readyz'));
    expect({ status: ready.status, said: await ready.json() }).toEqual({
      status: 503,
      said: { status: 'unavailable', reasons: ['shutdown'] },
    });
    expect((await fetch(at('/healthz'))).status).toBe(200);
    const refused = await fetch(`${gateway.url}?query={__typename}`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, retryAfterSeconds: 1 } }],
    });
    // An EventSource whose page cannot read the answer does not reconnect.
    const follower = await fetch(`${gateway.url}?query=subscription{batchJobUpdates{ job {id} }}`, {
      headers: { origin: app, accept: 'text/event-stream' },
    });
    expect(follower.headers.get('access-control-allow-origin')).toBe(app);
    await follower.body?.cancel();
    gateway.simulator.faults.release();
    expect((await pending).data).toEqual({ vault: { name: 'media-masters' } });
    await closed;
    await expect(fetch(at('/readyz'))).rejects.toThrow();
  });

  test('ends each connection with its response, so that a proxy does not reuse it', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: describeVault, kind: 'delay', delayMilliseconds: forever }]);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const connectionOf = async (url: string): Promise<string | undefined> => {
      const [response] = await once(get(url, { agent }), 'response');
      await once(response.resume(), 'end');
      return response.headers.connection;
    };
    expect(await connectionOf(`${gateway.url}?query={__typename}`)).toBe('keep-alive');
    const pending = connectionOf(`${gateway.url}?query=${encodeURIComponent(vault)}`);
    await asked(gateway, describeVault);
    const closed = gateway.close();
    const others = ['/readyz', '/graphql?query={__typename}', '/nowhere'].map((path) =>
      connectionOf(new URL(path, gateway.url).href),
    );
    expect(await Promise.all(others)).toEqual(['close', 'close', 'close']);
    gateway.simulator.faults.release();
    expect(await pending).toBe('close');
    await closed;
  });

  test('completes open and new streams, each with a reconnection time', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: describeVault, kind: 'delay', delayMilliseconds: forever }]);
    const { id } = await startRetrieval(gateway);
    const jobUpdates = `subscription { jobUpdates(ids: ["${id}"]) { job { phase } } }`;
    const early = await Promise.all(Array.from({ length: 5 }, () => subscribe(gateway.url, jobUpdates)));
    await Promise.all(early.map((stream) => stream.take(1)));
    const pending = gateway.query(vault);
    await asked(gateway, describeVault);

    const closed = gateway.close();
    const late = await subscribe(gateway.url, jobUpdates);
    for (const stream of [...early, late]) {
      expect(await stream.rest()).toEqual([{ event: 'complete', data: null }]);
      expect(stream.others.at(-1)).toMatch(/^retry: [12]\d{3}$/);
      expect(stream.isWhole()).toBe(true);
    }
    // Not all at the same moment.
    expect(new Set(early.map((stream) => stream.others.at(-1))).size).toBeGreaterThan(1);
    gateway.simulator.faults.release();
    expect((await pending).errors).toBeUndefined();
    await closed;
  });

  test('does not wait for connections that are idle, send slowly, or never sent a request', async () => {
    // Without it the shutdown would wait for five seconds, as it does for a client that reads slowly.
    const stopped = createClock({ speed: 0 });
    await using gateway = await startGateway({ realClock: stopped });
    const { hostname, port } = new URL(gateway.url);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const silent = connect(Number(port), hostname);
    const slow = connect(Number(port), hostname);
    slow.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\n');
    await Promise.all([once(silent, 'connect'), once(slow, 'connect')]);
    const [response] = await once(get(`${gateway.url}?query={__typename}`, { agent }), 'response');
    await once(response.resume(), 'end');

    // Node itself would answer 408 in the end.
    let received = '';
    const ended = [silent, slow].map((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (text) => {
          received += text;
        });
      return once(socket, 'close');
    });
    await gateway[Symbol.asyncDispose]();
    await Promise.all(ended);
    expect(received).toBe('');
  });
});
