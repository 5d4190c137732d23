// A DataLoader that is created at first use. Values that were read otherwise are kept, and added before the next key is loaded:
// most requests read a page and load nothing.
import DataLoader from 'dataloader';

type BatchFunction<K, V> = DataLoader.BatchLoadFn<K, V>;

export class LazyDataLoader<K, V> {
  readonly #batch: BatchFunction<K, V>;
  readonly #options: DataLoader.Options<K, V, string>;
  #loader: DataLoader<K, V, string> | undefined;
  #primed: (readonly [key: K, value: V])[] = [];

  constructor(batch: BatchFunction<K, V>, options: DataLoader.Options<K, V, string>) {
    this.#batch = batch;
    this.#options = options;
  }

  load(key: K): Promise<V> {
    return this.#current().load(key);
  }

  /** Adds a value that was read otherwise. A known one is kept. */
  prime(key: K, value: V): void {
    this.#primed.push([key, value]);
  }

  clear(key: K): void {
    if (this.#loader || this.#primed.length > 0) this.#current().clear(key);
  }

  #current(): DataLoader<K, V, string> {
    this.#loader ??= new DataLoader(this.#batch, this.#options);
    for (const [key, value] of this.#primed) this.#loader.prime(key, value);
    this.#primed = [];
    return this.#loader;
  }
}
