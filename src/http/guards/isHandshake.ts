// Which requests ask for a WebSocket. Some proxies add `Upgrade: websocket` to every request, so that header alone asks for
// nothing. `Upgrade` is a list of protocols.
// https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1
import type { IncomingMessage } from 'node:http';

/** Also true for an invalid handshake, so that its client receives the reason. */
export const isHandshake = ({ headers }: IncomingMessage): boolean =>
  namesWebSocket(headers.upgrade) && Object.keys(headers).some((name) => name.startsWith('sec-websocket-'));

const namesWebSocket = (upgrade = ''): boolean =>
  upgrade.split(',').some((protocol) => protocol.trim().toLowerCase() === 'websocket');
