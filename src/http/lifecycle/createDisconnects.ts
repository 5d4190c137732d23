// Connections and subscriptions that the gateway ended to free memory: their count by reason, and at most one log line a second.
import type { Logger } from 'pino';
import { type Clock, steadyClock } from '../../core/clock.ts';
import { GarbageCollector } from '../../core/garbageCollector.ts';
import type { ByteLimit, OnDisconnect } from '../../limits/byteBudget.ts';

export type DisconnectReason = ByteLimit | 'slow reader';

export interface Disconnects {
  readonly counts: ReadonlyMap<DisconnectReason, number>;
  onBudget: OnDisconnect;
  onSlowReader(): void;
}

/** In milliseconds. */
const interval = 1000;

const limits: Readonly<Record<ByteLimit, string>> = {
  connection: 'MAX_CONNECTION_BYTES',
  caller: 'MAX_CALLER_BYTES',
  process: 'MAX_HELD_BYTES',
  connection_init: '64 KiB',
};

const messageOf = (exceeded: ByteLimit): string =>
  exceeded === 'connection_init'
    ? 'a WebSocket client sent too much before connection_ack; it was disconnected'
    : 'byte budget exceeded; the largest holder was disconnected';

/** The buffers of connections that were ended. They are old, so that only a collection of all garbage frees them. */
const endedBuffers = new GarbageCollector('major', 32 * 1024 ** 2);

export function createDisconnects(log: Logger, clock: Pick<Clock, 'now'> = steadyClock): Disconnects {
  const counts = new Map<DisconnectReason, number>();
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  const count = (reason: DisconnectReason) => counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return {
    counts,
    onBudget: (exceeded, caller, bytes) => {
      count(exceeded);
      // When the connection is closed. Else what was freed for others would stay in memory beside what they get.
      setImmediate(() => endedBuffers.freed(bytes));
      if (clock.now() - loggedAt < interval) {
        unlogged += 1;
        return;
      }
      const fields = { limit: limits[exceeded], caller, bytes, ...(unlogged > 0 ? { unlogged } : {}) };
      log.warn(fields, messageOf(exceeded));
      loggedAt = clock.now();
      unlogged = 0;
    },
    onSlowReader: () => void count('slow reader'),
  };
}
