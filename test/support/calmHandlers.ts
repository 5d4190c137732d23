// The handlers that a server needs before it routes a request: healthy, not overloaded, without observers and trusted proxies.
import type { Handlers } from '../../src/http/createServer.ts';
import { createTrustedProxies } from '../../src/http/guards/createTrustedProxies.ts';

export const calmHandlers = {
  health: { handle: () => false, isShuttingDown: false },
  overload: { isOverloaded: false, isMemoryLow: false },
  observers: [] as Handlers['observers'],
  proxies: createTrustedProxies([]),
  logUpgrade: () => {},
};
