// What a server needs of its handlers before it looks at a path: all is well, and nobody is told.
import type { Handlers } from '../../src/http/createServer.ts';

export const calmHandlers = {
  health: { handle: () => false, isShuttingDown: false },
  overload: { isEventLoopDelayed: false, isMemoryLow: false },
  observers: [] as Handlers['observers'],
};
