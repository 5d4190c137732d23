// A value that components show and that changes from outside of them.
import { useEffect, useState } from 'preact/hooks';

export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** Returns how to end the subscription. */
  subscribe(listener: () => void): () => void;
}

export function createStore<Value>(initial: Value): Store<Value> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The value of a store; the component is rendered again when it changes. */
export function useStore<Value>(store: Pick<Store<Value>, 'get' | 'subscribe'>): Value {
  const [, render] = useState(0);
  const rendered = store.get();
  useEffect(() => {
    const update = () => render((count) => count + 1);
    // It may have changed between the rendering and this effect.
    if (!Object.is(store.get(), rendered)) update();
    return store.subscribe(update);
  }, [store]);
  return rendered;
}
