// Listeners of watches. An event arrives soon, never inside the call that emits it. Changes that a listener has not
// received yet are one event.
import type { WatchEvent, WatchStore } from '../../watch/watchStore.ts';

export interface WatchEvents extends Pick<WatchStore, 'listen' | 'unlisten'> {
  keys(): string[];
  emit(key: string, event: WatchEvent): void;
  clear(): void;
}

interface Listener {
  onEvent: (event: WatchEvent) => void;
  hasPendingChanges: boolean;
}

export function createMemoryWatchEvents(): WatchEvents {
  const listeners = new Map<string, Listener>();
  return {
    listen: (key, onEvent) => void listeners.set(key, { onEvent, hasPendingChanges: false }),
    unlisten: (key) => void listeners.delete(key),
    keys: () => [...listeners.keys()],
    emit: (key, event) => {
      const listener = listeners.get(key);
      if (!listener) return;
      if (event.kind === 'changes') {
        if (listener.hasPendingChanges) return;
        listener.hasPendingChanges = true;
      }
      setImmediate(() => {
        if (event.kind === 'changes') listener.hasPendingChanges = false;
        if (listeners.get(key) === listener) listener.onEvent(event);
      });
    },
    clear: () => listeners.clear(),
  };
}
