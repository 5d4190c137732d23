// Requests that offer an upgrade without asking for a WebSocket, processed as if they had not. HTTP requires that of a server
// that declines the offer. Java's HttpClient and `curl --http2` offer h2c with each first request. Node stops parsing such a
// connection as soon as `upgrade` has a listener, so the request goes back to it without the offer.
// https://www.rfc-editor.org/rfc/rfc9110#section-7.8
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const isUpgradeHeader = (token: string): boolean => /^\s*(upgrade|http2-settings)\s*$/i.test(token);

export function ignoreUpgrade(server: Server, request: IncomingMessage, connection: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (isUpgradeHeader(name)) continue;
    const kept = /^connection$/i.test(name) ? value.split(',').filter((token) => !isUpgradeHeader(token)) : [value];
    if (kept.length > 0) lines.push(`${name}: ${kept.join(',').trim()}`);
  }
  connection.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', connection);
}
