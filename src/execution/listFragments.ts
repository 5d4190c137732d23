// Lists whose JSON is known: those of objects that all have a fragment. A list that has the very same objects as before is not
// completed, and its JSON is not joined again: it is bytes, which are sent as they are. A list is found by its last object, because
// pages of different lengths often begin with the same one.
import type { FragmentMemory, Fragments } from './fragments.ts';
import { KnownJson } from './rawJson.ts';
import { stringify } from './stringifyResult.ts';

interface KnownList {
  items: readonly unknown[];
  json: KnownJson;
}

/** An item of a list takes a pointer, and may keep its object in memory: that is about as large as its JSON. */
const bytesPerJsonByte = 2;

export class ListFragments {
  readonly #fragments: Fragments<KnownList>;

  constructor(memory: FragmentMemory) {
    this.#fragments = memory.create(({ json }) => json.json.length * bytesPerJsonByte);
  }

  /** Null if the list must be completed. */
  find(list: readonly unknown[]): KnownJson | null {
    const last = lastObject(list);
    const known = last && this.#fragments.find(last);
    return known && hasSameItems(known.items, list) ? known.json : null;
  }

  /** Offers a completed list. Returns its JSON if it is kept, which is then not joined again. */
  offer(list: readonly unknown[], completed: readonly unknown[]): KnownJson | null {
    const last = lastObject(list);
    if (!last || !completed.every((item) => item instanceof KnownJson)) return null;
    const create = () => ({ items: list.slice(), json: new KnownJson(Buffer.from(stringify(completed))) });
    return this.#fragments.offer(last, create)?.json ?? null;
  }
}

function lastObject(list: readonly unknown[]): object | null {
  const last = list[list.length - 1];
  return typeof last === 'object' ? last : null;
}

function hasSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
