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
  /** Where a key was found last: keys are mostly added, and asked for, in their order. */
  #last: Place = { block: 0, at: 0 };

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

  /** Where the first key is that is not before `from`: mostly where the last one was found, or one place behind it. */
  #placeOf(from: string): Place {
    if (this.#isPlaceOf(from, this.#last)) return this.#last;
    const next = this.#behind(this.#last);
    this.#last = this.#isPlaceOf(from, next) ? next : this.#search(from);
    return this.#last;
  }

  #search(from: string): Place {
    const isNotBefore = (key = '') => compareKeys(key, from) >= 0;
    const block = firstIndex(0, this.#blocks.length, (each) => isNotBefore(this.#blocks[each]?.at(-1)));
    const keys = this.#blocks[block] ?? [];
    return { block, at: firstIndex(0, keys.length, (at) => isNotBefore(keys[at])) };
  }

  /** False too for a place that is no more, because keys were added or removed. */
  #isPlaceOf(from: string, { block, at }: Place): boolean {
    const key = this.#blocks[block]?.[at];
    const isEnd = block === this.#blocks.length && at === 0;
    if (key === undefined ? !isEnd : compareKeys(key, from) < 0) return false;
    const before = at > 0 ? this.#blocks[block]?.[at - 1] : this.#blocks[block - 1]?.at(-1);
    return before === undefined || compareKeys(before, from) < 0;
  }

  #behind({ block, at }: Place): Place {
    return at + 1 < (this.#blocks[block]?.length ?? 0) ? { block, at: at + 1 } : { block: block + 1, at: 0 };
  }

  #keyAt({ block, at }: Place): string | undefined {
    const keys = this.#blocks[block];
    return keys && at === keys.length ? this.#blocks[block + 1]?.[0] : keys?.[at];
  }
}
