// A DataLoader that is created at first use. Values that were read otherwise are kept, and added before the next key is loaded:
// most requests read a page and load nothing.
import DataLoader from 'dataloader';

type BatchFunction<K, V> = DataLoader.BatchLoadFn<K, V>;

/** Values with their keys, in the same order. */
interface Primed<K, V> {
  keys: readonly K[];
  values: readonly V[];
}

export class LazyDataLoader<K, V> {
  readonly #batch: BatchFunction<K, V>;
  readonly #options: DataLoader.Options<K, V, string>;
  #loader: DataLoader<K, V, string> | undefined;
  #primed: Primed<K, V>[] = [];

  constructor(batch: BatchFunction<K, V>, options: DataLoader.Options<K, V, string>) {
    this.#batch = batch;
    this.#options = options;
  }

  load(key: K): Promise<V> {
    return this.#current().load(key);
  }

  /** Adds a value that was read otherwise. A known one is kept. */
  prime(key: K, value: V): void {
    this.#primed.push({ keys: [key], values: [value] });
  }

  /** Adds a list of values that are their own keys. It must not change. */
  primeAll(values: readonly (K & V)[]): void {
    this.#primed.push({ keys: values, values });
  }

  clear(key: K): void {
    if (this.#loader || this.#primed.length > 0) this.#current().clear(key);
  }

  #current(): DataLoader<K, V, string> {
    const loader = this.#loader ?? new DataLoader(this.#batch, this.#options);
    this.#loader = loader;
    if (this.#primed.length === 0) return loader;
    const primed = this.#primed;
    this.#primed = [];
    for (const { keys, values } of primed) keys.forEach((key, index) => void loader.prime(key, values[index] as V));
    return loader;
  }
}
