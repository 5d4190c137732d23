// Collects what the fields of an operation ask for in one turn of the event loop, and answers them all by one read.
import { setImmediate as nextTurn } from 'node:timers/promises';

export type Batch<Wish, Result> = (wish: Wish) => Promise<Result>;

export function collectBatch<Wish, Result>(read: (wishes: readonly Wish[]) => Promise<Result>): Batch<Wish, Result> {
  let open: { wishes: Wish[]; result: Promise<Result> } | null = null;
  return (wish) => {
    if (!open) {
      const wishes: Wish[] = [];
      const result = nextTurn().then(() => {
        open = null;
        return read(wishes);
      });
      open = { wishes, result };
    }
    open.wishes.push(wish);
    return open.result;
  };
}
