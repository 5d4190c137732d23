// A forward proxy, as companies put one between their machines and the internet: CONNECT for https, whole URLs for http. It
// records what is asked of it, and answers in place of the hosts: each has a server of the test behind it. For https it has a
// certificate of every host, which a client accepts with NODE_EXTRA_CA_CERTS.
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { selfSigned } from '../../src/simulator/sns/selfSigned.ts';
import { rsaKeys } from './rsaKeys.ts';

const day = 86_400_000;

export interface ForwardProxy extends AsyncDisposable {
  /** With the credentials that it asks for. */
  url: string;
  /** What was asked: "CONNECT host:port", or "POST http://host/path". */
  asked: string[];
  /** The certificates of the hosts, as PEM. */
  certificates: string;
  /** Answers everything with this status from now on; null for the usual answers. */
  refuseWith(status: number | null): void;
}

/** `hosts`: host -> URL of the server behind it. */
export async function startForwardProxy({
  hosts = {},
  credentials,
  isSecure = false,
}: {
  hosts?: Record<string, string>;
  /** `user:password`; without them the proxy answers 407. */
  credentials?: string;
  /** Whether the proxy itself is reached by TLS. */
  isSecure?: boolean;
} = {}): Promise<ForwardProxy> {
  const key = rsaKeys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const now = Date.now();
  const certificateOf = (commonName: string, index: number): string =>
    selfSigned({
      ...rsaKeys,
      commonName,
      serial: Buffer.from([index + 1]),
      from: now - day,
      to: now + day,
    });
  const certificates = new Map(['localhost', ...Object.keys(hosts)].map((host, at) => [host, certificateOf(host, at)]));
  const asked: string[] = [];
  let refusal: number | null = null;
  const statusOf = (request: IncomingMessage): number | null => {
    if (refusal !== null) return refusal;
    if (credentials === undefined) return null;
    const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return request.headers['proxy-authorization'] === expected ? null : 407;
  };

  /** Sends a request on to the server behind its host. */
  const answer = (host: string, request: IncomingMessage, response: ServerResponse, path: string) => {
    const server = hosts[host];
    if (server === undefined) return void response.writeHead(502).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const { hostname, port } = new URL(server);
    const onward = forward(
      { hostname, port, path, method: request.method, headers: { ...headers, host: `${hostname}:${port}` } },
      (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    const status = statusOf(request);
    if (status !== null) return void response.writeHead(status).end();
    const { hostname, pathname, search } = new URL(request.url ?? '');
    return answer(hostname, request, response, pathname + search);
  };
  const server: Server = isSecure
    ? createSecureServer({ key, cert: certificates.get('localhost') ?? '' }, onRequest)
    : createServer(onRequest);

  /** HTTP within the tunnels. */
  const inner = createServer((request, response) => {
    const { host = '' } = tunnels.get(request.socket) ?? {};
    answer(host, request, response, request.url ?? '/');
  });
  const tunnels = new WeakMap<object, { host: string }>();
  const sockets = new Set<{ destroy(): void }>();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    sockets.add(socket.on('error', () => socket.destroy()));
    const status = statusOf(request);
    const [host = ''] = (request.url ?? '').split(':');
    const cert = certificates.get(host);
    if (status !== null || cert === undefined) {
      socket.end(`HTTP/1.1 ${status ?? 502} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secured = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) });
    sockets.add(secured.on('error', () => secured.destroy()));
    tunnels.set(secured, { host });
    secured.once('secure', () => inner.emit('connection', secured));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${isSecure ? 'https' : 'http'}://${credentials === undefined ? '' : `${credentials}@`}localhost:${port}`,
    asked,
    certificates: [...certificates.values()].join(''),
    refuseWith: (status) => {
      refusal = status;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
