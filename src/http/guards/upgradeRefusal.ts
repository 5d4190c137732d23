// Why a WebSocket handshake is refused.
import type { IncomingMessage } from 'node:http';
import { graphqlPath } from '../createGraphql.ts';
import { memoryLow, type Overload } from '../lifecycle/createOverload.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import { pathOf } from '../pathOf.ts';
import { budgetFull } from './admitToBudget.ts';
import { wrongHost } from './allowedHosts.ts';
import type { Cors } from './createCors.ts';
import { duplicateHeaders, hasDuplicateHeaders } from './hasDuplicateHeaders.ts';
import type { Rejection } from './rejectConnection.ts';

export type UpgradeRefusal = Rejection & { status: number };

const forbidden = (message: string): UpgradeRefusal => ({ status: 403, code: 'FORBIDDEN', message });

/** Null if the upgrade is accepted. */
export function upgradeRefusal(
  { cors, overload }: { cors: Cors; overload: Pick<Overload, 'isMemoryLow'> },
  isAllowedHost: (host: string | undefined) => boolean,
  request: IncomingMessage,
): UpgradeRefusal | null {
  if (hasDuplicateHeaders(request)) return { status: 400, message: duplicateHeaders };
  if (pathOf(request) !== graphqlPath) return forbidden(`WebSocket upgrade refused: the path is not ${graphqlPath}.`);
  if (!isAllowedHost(request.headers.host)) return forbidden(wrongHost);
  if (!cors.isAllowed(request)) {
    return forbidden(
      'WebSocket upgrade refused: the page has another origin. Add its origin to CORS_ORIGINS to allow it.',
    );
  }
  const isRefused = holderOf(request.socket)?.isRefused ?? false;
  const message = isRefused ? budgetFull : overload.isMemoryLow ? memoryLow : null;
  return message === null ? null : { status: 503, code: 'SERVICE_UNAVAILABLE', message, headers: 'retry-after: 1\r\n' };
}

/**
 * The refusal of a handshake that arrives without its upgrade, because a proxy has removed the headers for it, as nginx does
 * unless it is configured. Null for any other request.
 */
export function removedUpgrade({ headers }: IncomingMessage): UpgradeRefusal | null {
  if (headers['sec-websocket-key'] === undefined) return null;
  const fault =
    headers.upgrade === undefined ? 'the header Upgrade is missing' : 'the header Connection does not name "upgrade"';
  return {
    status: 426,
    message: `WebSocket upgrade refused: ${fault}. A proxy in front must pass Upgrade and Connection.`,
  };
}
