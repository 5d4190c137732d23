// Keys of a bucket in the order of S3's lists. They are in blocks, so that adding or removing one moves some hundreds, not all.
import { firstIndex } from '../firstIndex.ts';
import { compareKeys } from './keyOrder.ts';

/** Keys of a block. */
const MOST = 512;

interface Place {
  block: number;
  at: number;
}

export class SortedKeys {
  /** None is empty. */
  readonly #blocks: string[][] = [];

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** The key must not be there. */
  add(key: string): void {
    const { block, at } = this.#placeOf(key);
    // Behind all others: the last block grows.
    const index = Math.min(block, Math.max(0, this.#blocks.length - 1));
    const keys = this.#blocks[index];
    if (!keys) this.#blocks.push([key]);
    else {
      keys.splice(index === block ? at : keys.length, 0, key);
      if (keys.length > MOST) this.#blocks.splice(index + 1, 0, keys.splice(MOST / 2));
    }
  }

  /** The key must be there. */
  remove(key: string): void {
    const { block, at } = this.#placeOf(key);
    const keys = this.#blocks[block];
    keys?.splice(at, 1);
    if (keys?.length === 0) this.#blocks.splice(block, 1);
  }

  /** The first key that is not before `from`. */
  from(from: string): string | undefined {
    return this.#keyAt(this.#placeOf(from));
  }

  /** The first key behind the key, which need not be there. */
  after(key: string): string | undefined {
    const place = this.#placeOf(key);
    const found = this.#keyAt(place);
    return found === key ? this.#keyAt({ ...place, at: place.at + 1 }) : found;
  }

  /** The first key behind all keys with the prefix. */
  behind(prefix: string): string | undefined {
    const start = this.#placeOf(prefix);
    const isBehind = (key: string | undefined) => !key?.startsWith(prefix);
    const block = firstIndex(start.block, this.#blocks.length, (each) => isBehind(this.#blocks[each]?.at(-1)));
    const keys = this.#blocks[block] ?? [];
    return keys[firstIndex(block === start.block ? start.at : 0, keys.length, (at) => isBehind(keys[at]))];
  }

  /** Where the first key is that is not before `from`. */
  #placeOf(from: string): Place {
    const isNotBefore = (key = '') => compareKeys(key, from) >= 0;
    const block = firstIndex(0, this.#blocks.length, (each) => isNotBefore(this.#blocks[each]?.at(-1)));
    const keys = this.#blocks[block] ?? [];
    return { block, at: firstIndex(0, keys.length, (at) => isNotBefore(keys[at])) };
  }

  #keyAt({ block, at }: Place): string | undefined {
    const keys = this.#blocks[block];
    return keys && at === keys.length ? this.#blocks[block + 1]?.[0] : keys?.[at];
  }
}
