// The log lines of refused WebSocket upgrades: browsers show a page no reason, so operators look for it here. Anybody can send
// such requests, so there is at most one line a second for each reason.
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { type Clock, steadyClock } from '../../core/clock.ts';
import type { TrustedProxies } from './createTrustedProxies.ts';

export type UpgradeLog = (request: IncomingMessage, refusal: { status: number; message: string }) => void;

/** In milliseconds. */
const interval = 1000;

const maxLength = 256;

export function createUpgradeLog(
  log: Logger,
  proxies: TrustedProxies,
  clock: Pick<Clock, 'now'> = steadyClock,
): UpgradeLog {
  /** By reason. There are few: no reason contains anything of a request. */
  const last = new Map<string, { loggedAt: number; unlogged: number }>();
  return (request, { status, message }) => {
    const now = clock.now();
    const { loggedAt, unlogged } = last.get(message) ?? { loggedAt: Number.NEGATIVE_INFINITY, unlogged: 0 };
    if (now - loggedAt < interval) {
      last.set(message, { loggedAt, unlogged: unlogged + 1 });
      return;
    }
    last.set(message, { loggedAt: now, unlogged: 0 });
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
  };
}
