// Messages about buckets that reach all gateways which follow objects in them, over the store of the watches.
import type { WatchStore } from '../watch/watchStore.ts';
import type { BucketMessages } from './restoreSource.ts';

export interface BucketChannel extends BucketMessages {
  send(bucketName: string, text: string): void;
}

/** No target of a watch has such a key. */
const keyOf = (bucketName: string): string => `bucket ${bucketName}`;

export function createBucketMessages(store: Pick<WatchStore, 'listen' | 'unlisten' | 'wake'>): BucketChannel {
  const listeners = new Map<string, Set<(text: string) => void>>();
  return {
    send: (bucketName, text) => store.wake(keyOf(bucketName), text),
    listen: (bucketName, onMessage) => {
      const known = listeners.get(bucketName);
      const all = known ?? new Set();
      all.add(onMessage);
      if (!known) {
        listeners.set(bucketName, all);
        store.listen(keyOf(bucketName), (event) => {
          if (event.kind === 'wake' && event.hint !== null) for (const listener of all) listener(event.hint);
        });
      }
      return () => {
        all.delete(onMessage);
        if (all.size > 0 || listeners.get(bucketName) !== all) return;
        listeners.delete(bucketName);
        store.unlisten(keyOf(bucketName));
      };
    },
  };
}
