// The log lines of refused WebSocket upgrades: browsers show a page no reason, so operators look for it here. Anybody can send
// such requests, so there is at most one line a second.
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { type Clock, steadyClock } from '../../core/clock.ts';
import type { TrustedProxies } from './trustedProxies.ts';

export type UpgradeLog = (request: IncomingMessage, refusal: { status: number; message: string }) => void;

/** In milliseconds. */
const interval = 1000;

const maxLength = 256;

export function createUpgradeLog(
  log: Logger,
  proxies: TrustedProxies,
  clock: Pick<Clock, 'now'> = steadyClock,
): UpgradeLog {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  return (request, { status, message }) => {
    const now = clock.now();
    if (now - loggedAt < interval) {
      unlogged += 1;
      return;
    }
    const { url = '', headers } = request;
    const [path] = url.split('?', 1);
    const { host, origin } = headers;
    const fields = Object.entries({ path, host, origin, client: proxies.clientAddress(request) });
    log.warn(
      {
        status,
        reason: message,
        ...Object.fromEntries(fields.flatMap(([name, value]) => (value ? [[name, value.slice(0, maxLength)]] : []))),
        ...(unlogged > 0 ? { unlogged } : {}),
      },
      'WebSocket upgrade refused',
    );
    loggedAt = now;
    unlogged = 0;
  };
}
