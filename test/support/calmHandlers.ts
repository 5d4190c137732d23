// The handlers that a server needs before it routes a request: healthy, not overloaded, without observers.
import type { Handlers } from '../../src/http/createServer.ts';

export const calmHandlers = {
  health: { handle: () => false, isShuttingDown: false },
  overload: { isEventLoopDelayed: false, isMemoryLow: false },
  observers: [] as Handlers['observers'],
};
