// Lists whose JSON is known: frozen ones, all of whose objects have a fragment. A list is known by itself, so one that is returned
// again is neither visited nor joined: its JSON is bytes, which are sent as they are.
import type { FragmentMemory, Fragments } from './fragments.ts';
import { KnownJson } from './rawJson.ts';
import { stringify } from './stringifyResult.ts';

export class KnownLists {
  readonly #fragments: Fragments<KnownJson>;

  constructor(memory: FragmentMemory) {
    this.#fragments = memory.create(({ json }) => json.length);
  }

  /** Null if the list must be completed. */
  find(list: readonly unknown[]): KnownJson | null {
    return this.#fragments.find(list);
  }

  /** Offers a completed list. */
  offer(list: readonly unknown[], completed: readonly unknown[]): void {
    if (!completed.every((item) => item instanceof KnownJson)) return;
    this.#fragments.offer(list, () => new KnownJson(Buffer.from(stringify(completed))));
  }
}
