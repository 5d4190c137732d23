// Collections of garbage after so many bytes of buffers that are used no more. V8 counts buffers as nearly nothing until they
// reach 32 MB, and then pays for them with collections of the whole heap.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Minor: buffers that were used shortly, in less than a millisecond. Major: all, in about 50 milliseconds. */
type Kind = 'minor' | 'major';

let collect: ((options?: { type: Kind }) => void) | undefined;

function collectGarbage(type: Kind): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as typeof collect;
    setFlagsFromString('--no-expose-gc');
  }
  // Node 20 knows no other way to ask for a major one.
  if (type === 'major') collect?.();
  else collect?.({ type });
}

export class GarbageCollector {
  readonly #kind: Kind;
  readonly #every: number;
  readonly #collect: (kind: Kind) => void;
  #bytes = 0;

  /** `every` is in bytes. */
  constructor(kind: Kind, every: number, collect: (kind: Kind) => void = collectGarbage) {
    this.#kind = kind;
    this.#every = every;
    this.#collect = collect;
  }

  /** So many bytes are used no more. */
  freed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < this.#every) return;
    this.#bytes = 0;
    this.#collect(this.#kind);
  }
}
