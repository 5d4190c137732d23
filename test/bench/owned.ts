// What a stage has started, to be disposed of in reverse order: Node 20 has no AsyncDisposableStack.

export interface Owned extends AsyncDisposable {
  /** Returns what it is given. */
  add<T extends AsyncDisposable>(started: T): T;
}

export function own(): Owned {
  const all: AsyncDisposable[] = [];
  return {
    add: (started) => {
      all.push(started);
      return started;
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of all.reverse()) await each[Symbol.asyncDispose]();
    },
  };
}
