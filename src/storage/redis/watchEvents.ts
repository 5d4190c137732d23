// The events of watches over Redis's channels. Messages may be lost with a connection, so every (re)connection counts as
// changes for everybody; they may be anybody's, so what is not understood is dropped.
import type { Logger } from 'pino';
import { createListeners, type Listeners } from '../memory/listeners.ts';
import type { Connection } from './connectRedis.ts';
import { readEvent } from './readStored.ts';

export function createWatchEvents(
  connection: Connection,
  { channelOf, log }: { channelOf: (key: string) => string; log: Logger },
): Pick<Listeners, 'listen' | 'unlisten' | 'clear'> {
  const { listen, unlisten, keys, tell, clear } = createListeners();
  const keyOf = new Map<string, string>();

  /** What was said before the subscription stood is asked for. */
  const subscribe = (wanted: readonly string[]) => {
    if (wanted.length === 0) return;
    connection.subscribe(wanted.map(channelOf)).then(
      () => {
        for (const key of wanted) tell(key, { kind: 'changes' });
      },
      // It is subscribed to again with the next connection.
      (error: Error) => log.debug({ reason: error.message }, 'could not listen'),
    );
  };

  connection.onConnect((which) => {
    if (which === 'messages') subscribe(keys());
    else for (const key of keys()) tell(key, { kind: 'changes' });
  });
  connection.onMessage((channel, message) => {
    const key = keyOf.get(channel);
    if (key === undefined) return;
    const event = readEvent(message);
    if (event) tell(key, event);
    else log.debug({ channel, length: message.length }, 'a message that is none of ours was dropped');
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
        .catch((error: Error) => log.debug({ reason: error.message }, 'could not stop listening'));
    },
    clear,
  };
}
