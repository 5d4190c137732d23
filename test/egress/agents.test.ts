// Connections through a proxy, and the errors of those that fail.
import { once } from 'node:events';
import { createServer, get as getHttp } from 'node:http';
import { get } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEgress } from '../../src/egress/createEgress.ts';
import { download } from '../../src/egress/download.ts';
import { type ForwardProxy, startForwardProxy } from '../support/startForwardProxy.ts';

const limits = { timeout: 20_000, maxBytes: 1_000 };

let page: string;
let proxy: ForwardProxy;
const server = createServer((request, response) => void response.end(`${request.method} ${request.url}`));
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy = await startForwardProxy({ hosts: { 'a.example': page }, credentials: 'user:p%40ss' });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy?.[Symbol.asyncDispose]();
});

const failureOf = (settings: Parameters<typeof createEgress>[0], url: string) =>
  download(createEgress(settings), url, limits).then(
    () => 'downloaded',
    ({ message, host, code, proxy, cause }) => ({ message, host, code, proxy, cause: String(cause) }),
  );

describe('a connection by http', () => {
  test('sends the whole URL to the proxy, with its credentials', async () => {
    // The simple encoding of the credentials in the URL.
    await using open = await startForwardProxy({ hosts: { 'a.example': page }, credentials: 'user:secret' });
    const content = await download(createEgress({ HTTP_PROXY: open.url }), 'http://a.example:8080/x?y=1', limits);
    expect(String(content)).toBe('GET /x?y=1');
    expect(open.asked).toEqual(['GET http://a.example:8080/x?y=1']);
  });

  test('goes directly to what NO_PROXY covers, and to this machine', async () => {
    await using unused = await startForwardProxy();
    const egress = createEgress({ HTTP_PROXY: unused.url });
    expect(String(await download(egress, `${page}/x`, limits))).toBe('GET /x');
    expect(await failureOf({ HTTP_PROXY: unused.url, NO_PROXY: '.invalid' }, 'http://a.invalid/')).toMatchObject({
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      host: 'a.invalid',
    });
    expect(unused.asked).toEqual([]);
  });

  test.each(['HTTP://a.example/x', 'HTTPS://a.invalid/x'])('may have its scheme in capitals: %s', async (url) => {
    await using open = await startForwardProxy({ hosts: { 'a.example': page } });
    const settings = { HTTP_PROXY: open.url, HTTPS_PROXY: open.url };
    await failureOf(settings, url);
    expect(open.asked).toEqual([url.startsWith('HTTPS') ? 'CONNECT a.invalid:443' : 'GET http://a.example/x']);
  });

  test('keeps its connection to the proxy for the next request', async () => {
    await using open = await startForwardProxy({ hosts: { 'a.example': page } });
    const { httpAgent } = createEgress({ HTTP_PROXY: open.url }).agents({ keepAlive: true });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 3; count += 1) {
      const request = getHttp('http://a.example/', { agent: httpAgent });
      const [response] = await once(request, 'response');
      ports.add(response.socket.localPort);
      for await (const _ of response);
      // The connection is free in the next turn.
      await new Promise(setImmediate);
    }
    httpAgent.destroy();
    expect(ports.size).toBe(1);
    expect(open.asked).toHaveLength(3);
  });
});

describe('a connection by https', () => {
  const trusting = (open: ForwardProxy) =>
    createEgress({ HTTPS_PROXY: open.url }).agents({ keepAlive: true, ca: open.certificates } as object).httpsAgent;
  const read = async (agent: ReturnType<typeof trusting>, url: string) => {
    const [response] = await once(get(url, { agent }), 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return String(Buffer.concat(chunks));
  };

  test('goes through a tunnel, which is used for more than one request', async () => {
    await using open = await startForwardProxy({ hosts: { 'a.example': page }, credentials: 'user:secret' });
    const agent = trusting(open);
    for (let count = 0; count < 3; count += 1) expect(await read(agent, 'https://a.example/x')).toBe('GET /x');
    agent.destroy();
    expect(open.asked).toEqual(['CONNECT a.example:443']);
  });

  test('checks the certificate of a proxy that is reached by TLS', async () => {
    await using open = await startForwardProxy({ credentials: 'user:secret', isSecure: true });
    const failure = await failureOf({ HTTPS_PROXY: open.url }, 'https://a.example/');
    expect(failure).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      host: 'a.example',
      message: expect.stringContaining('has a certificate that is not trusted'),
    });
    expect(JSON.stringify(failure)).not.toContain('secret');
    expect(open.asked).toEqual([]);
  });
});

describe('a failure names the host and the proxy, has a code, and no password', () => {
  test('of a proxy that wants other credentials', async () => {
    const HTTPS_PROXY = proxy.url.replace('p%40ss', 'wrong-secret');
    const failure = await failureOf({ HTTPS_PROXY }, 'https://a.example/');
    expect(failure).toMatchObject({ host: 'a.example', code: 'PROXY_407' });
    expect(failure).toMatchObject({
      message: expect.stringMatching(/The proxy localhost:\d+ answered 407 Refused \(CONNECT a\.example:443\)/),
    });
    expect(JSON.stringify(failure)).not.toContain('wrong-secret');
  });

  test('of a proxy that does not know the host', async () => {
    await using open = await startForwardProxy();
    expect(await failureOf({ HTTPS_PROXY: open.url }, 'https://b.example/')).toMatchObject({ code: 'PROXY_502' });
  });

  test('of a proxy that is not there', async () => {
    expect(await failureOf({ HTTPS_PROXY: 'http://user:secret@127.0.0.1:9' }, 'https://a.example/')).toEqual({
      host: 'a.example',
      code: 'ECONNREFUSED',
      proxy: '127.0.0.1:9',
      message:
        'The download from a.example failed: The proxy 127.0.0.1:9 cannot be reached: ECONNREFUSED (CONNECT a.example:443)',
      cause: expect.not.stringContaining('secret'),
    });
  });

  test.each([
    ['does not speak HTTP', 'http', 'SSH-2.0-OpenSSH_9.6\r\n', 'does not speak HTTP: HPE_INVALID_CONSTANT'],
    ['answers as SMTP', 'http', '220 mail.example ESMTP\r\n', 'does not speak HTTP: HPE_INVALID_CONSTANT'],
    ['is one for SOCKS', 'http', Buffer.from([5, 255]), 'does not speak HTTP: HPE_INVALID_CONSTANT'],
    ['closes the connection', 'http', '', 'closed the connection: ECONNRESET'],
    ['does not speak TLS', 'https', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'does not speak TLS; use an http URL for it: '],
  ])('of a proxy that %s', async (_, scheme, bytes, reason) => {
    const other = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(bytes));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const failure = await failureOf({ HTTPS_PROXY: `${scheme}://user:secret@${host}` }, 'https://a.example/');
    expect(failure).toMatchObject({
      host: 'a.example',
      proxy: host,
      message: expect.stringContaining(`The proxy ${host} ${reason}`),
    });
    expect(JSON.stringify(failure)).not.toContain('secret');
    other.close();
  });

  test('of a proxy that does not answer', async () => {
    const silent = createTcpServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const proxyHost = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const egress = createEgress({ HTTPS_PROXY: `http://${proxyHost}` });
    // By its own time limit: the tunnel would say that the proxy did not answer.
    await expect(download(egress, 'https://a.example/', { ...limits, timeout: 200 })).rejects.toMatchObject({
      host: 'a.example',
      proxy: proxyHost,
      message: expect.stringMatching(/^The download from a\.example failed: .*(abort|timeout)/),
    });
    silent.close();
  });

  test('of a proxy that closes the connection, or speaks no HTTP', async () => {
    for (const answer of ['', 'SSH-2.0-x\r\n']) {
      const odd = createTcpServer((socket) => void socket.on('error', () => undefined).end(answer)).listen(
        0,
        '127.0.0.1',
      );
      await once(odd, 'listening');
      const HTTPS_PROXY = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
      expect(await failureOf({ HTTPS_PROXY }, 'https://a.example/')).toMatchObject({
        code: expect.stringMatching(/^(ECONNRESET|HPE_\w+)$/),
        host: 'a.example',
      });
      odd.close();
    }
  });

  test('of a certificate that is not trusted', async () => {
    await using open = await startForwardProxy({ hosts: { 'a.example': page } });
    expect(await failureOf({ HTTPS_PROXY: open.url }, 'https://a.example/')).toMatchObject({
      host: 'a.example',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  test('of a server that is not there', async () => {
    expect(await failureOf({}, 'http://127.0.0.1:9/')).toMatchObject({ host: '127.0.0.1:9', code: 'ECONNREFUSED' });
  });
});
