// https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
// A tunnel through a proxy: CONNECT, and then a connection to the host. A failure names the proxy and the host; nothing was
// sent to the host.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { systemClock } from '../core/clock.ts';
import { addressOf, authorizationOf } from './proxyUrl.ts';

/** The proxy cannot be reached, does not answer, or refuses. The message contains no credentials. */
class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** As for a connection that fails: it was never sent. */
  readonly syscall = 'connect';

  constructor(
    message: string,
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Milliseconds for the connection to the proxy and its response. */
const timeout = 10_000;

/** A host and port as one word. An IPv6 address has brackets. */
const authorityOf = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

export function openTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const target = authorityOf(host, port);
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? requestHttps : requestHttp)({
      ...addressOf(proxy),
      method: 'CONNECT',
      path: target,
      agent: false,
      headers: { host: target, ...authorizationOf(proxy) },
    });
    const fail = (reason: string, code: string, cause?: unknown) => {
      cancel();
      reject(
        new ProxyError(
          `The proxy ${proxy.host} ${reason} (CONNECT ${target}).`,
          code,
          cause === undefined ? {} : { cause },
        ),
      );
      request.destroy();
    };
    const cancel = systemClock.after(timeout, () => fail(`did not answer within ${timeout} ms`, 'ETIMEDOUT'));
    request.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.name;
      fail(`${reasonBy(code, proxy.protocol)}: ${code}`, code, error);
    });
    request.on('connect', ({ statusCode = 0, statusMessage = '' }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return fail(`answered ${statusCode} ${statusMessage}`.trimEnd(), `PROXY_${statusCode}`);
      }
      cancel();
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.end();
  });
}

/** The codes of Node's HTTP parser and of TLS are about what came, so the proxy was reached. */
function reasonBy(code: string, protocol: string): string {
  if (code.startsWith('HPE_')) return 'does not speak HTTP';
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'does not speak TLS; use an http URL for it';
  if (protocol === 'https:' && /CERT|SELF_SIGNED/.test(code)) return 'has a certificate that is not trusted';
  if (code === 'ECONNRESET') return 'closed the connection';
  return 'cannot be reached';
}
