// A DataLoader that is created at first use.
import DataLoader from 'dataloader';

type BatchFunction<K, V> = DataLoader.BatchLoadFn<K, V>;

export class LazyDataLoader<K, V> {
  readonly #batch: BatchFunction<K, V>;
  readonly #options: DataLoader.Options<K, V, string>;
  #loader: DataLoader<K, V, string> | undefined;

  constructor(batch: BatchFunction<K, V>, options: DataLoader.Options<K, V, string>) {
    this.#batch = batch;
    this.#options = options;
  }

  load(key: K): Promise<V> {
    return this.#created().load(key);
  }

  /** Adds a value that was read otherwise. */
  prime(key: K, value: V): void {
    this.#created().prime(key, value);
  }

  clear(key: K): void {
    this.#loader?.clear(key);
  }

  #created(): DataLoader<K, V, string> {
    this.#loader ??= new DataLoader(this.#batch, this.#options);
    return this.#loader;
  }
}
