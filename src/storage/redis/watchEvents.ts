// Events of watches over Redis channels. Messages can be lost with a connection, so every (re)connection counts as changes
// for all listeners. Anybody can publish, so a message that cannot be read is dropped.
import type { Logger } from 'pino';
import { createMemoryWatchEvents, type WatchEvents } from '../memory/watchEvents.ts';
import type { Connection } from './connectRedis.ts';
import { parseEvent } from './parseStored.ts';

export function createRedisWatchEvents(
  connection: Connection,
  { channelOf, log }: { channelOf: (key: string) => string; log: Logger },
): Pick<WatchEvents, 'listen' | 'unlisten' | 'clear'> {
  const { listen, unlisten, keys, emit, clear } = createMemoryWatchEvents();
  const keyOf = new Map<string, string>();

  const subscribe = (wanted: readonly string[]) => {
    if (wanted.length === 0) return;
    connection.subscribe(wanted.map(channelOf)).then(
      () => {
        // Something may have changed before the subscription began.
        for (const key of wanted) emit(key, { kind: 'changes' });
      },
      // The next connection subscribes again.
      (error: Error) => log.debug({ reason: error.message }, 'could not subscribe to a channel'),
    );
  };

  connection.onConnect((which) => {
    if (which === 'messages') subscribe(keys());
    else for (const key of keys()) emit(key, { kind: 'changes' });
  });
  connection.onMessage((channel, message) => {
    const key = keyOf.get(channel);
    if (key === undefined) return;
    const event = parseEvent(message);
    if (event) emit(key, event);
    else log.debug({ channel, length: message.length }, 'a message that cannot be read was dropped');
  });

  return {
    listen: (key, onEvent) => {
      listen(key, onEvent);
      keyOf.set(channelOf(key), key);
      subscribe([key]);
    },
    unlisten: (key) => {
      unlisten(key);
      keyOf.delete(channelOf(key));
      connection
        .unsubscribe(channelOf(key))
        .catch((error: Error) => log.debug({ reason: error.message }, 'could not unsubscribe from a channel'));
    },
    clear,
  };
}
