// Answers a request that offers to go on in another protocol than WebSocket as if it had not: that is what HTTP asks of a
// server that does not take the offer, and Java's own client and `curl --http2` make it with each first request. Node gives
// up such a connection as soon as somebody listens for upgrades, so that it is handed back with the offer taken out.
// https://www.rfc-editor.org/rfc/rfc9110#section-7.8
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const isOfOffer = (token: string): boolean => /^\s*(upgrade|http2-settings)\s*$/i.test(token);

export const offersOtherProtocol = ({ headers: { upgrade } }: IncomingMessage): boolean =>
  upgrade !== undefined && !/^\s*websocket\s*$/i.test(upgrade);

export function ignoreUpgrade(server: Server, request: IncomingMessage, connection: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (isOfOffer(name)) continue;
    const kept = /^connection$/i.test(name) ? value.split(',').filter((token) => !isOfOffer(token)) : [value];
    if (kept.length > 0) lines.push(`${name}: ${kept.join(',').trim()}`);
  }
  connection.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', connection);
}
