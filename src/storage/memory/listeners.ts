// Who listens to which watch. Events arrive soon, never inside the call that brings them; changes that nobody has heard yet
// is told once.
import type { WatchEvent, WatchStore } from '../../watch/watchStore.ts';

export interface Listeners extends Pick<WatchStore, 'listen' | 'unlisten'> {
  keys(): string[];
  tell(key: string, event: WatchEvent): void;
  clear(): void;
}

interface Listener {
  onEvent: (event: WatchEvent) => void;
  hasNews: boolean;
}

export function createListeners(): Listeners {
  const listeners = new Map<string, Listener>();
  return {
    listen: (key, onEvent) => void listeners.set(key, { onEvent, hasNews: false }),
    unlisten: (key) => void listeners.delete(key),
    keys: () => [...listeners.keys()],
    tell: (key, event) => {
      const listener = listeners.get(key);
      if (!listener) return;
      if (event.kind === 'changes') {
        if (listener.hasNews) return;
        listener.hasNews = true;
      }
      setImmediate(() => {
        if (event.kind === 'changes') listener.hasNews = false;
        if (listeners.get(key) === listener) listener.onEvent(event);
      });
    },
    clear: () => listeners.clear(),
  };
}
