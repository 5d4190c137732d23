// The JSON of objects and lists that were completed before, by the object. It is used only for frozen objects, which never change, and for
// fields that are functions of the object alone, so it is the same for every caller and at any time. An object is kept when it is
// met for the second time: most are never met again. All selections share one limit in bytes; what no execution used for long
// goes first.

/** An entry of a WeakMap, with its share of the table, and the fragment. */
const entryBytes = 96;

interface User {
  /** False if nothing is left. */
  rotate(): boolean;
}

/** The limit that the fragments of all selections share. */
export class FragmentMemory {
  readonly #maxBytes: number;
  readonly #inUse = new Set<User>();
  /** Of what was used since the last rotation. */
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** `bytesOf` is the memory that the JSON of a fragment takes. */
  create<Fragment extends object>(bytesOf: (fragment: Fragment) => number): Fragments<Fragment> {
    return new Fragments(bytesOf, (user, bytes) => this.#add(user, bytes));
  }

  /** There are two generations, so each gets half of the bytes. */
  #add(user: User, bytes: number): void {
    this.#inUse.add(user);
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes / 2) return;
    this.#bytes = 0;
    for (const each of this.#inUse) if (!each.rotate()) this.#inUse.delete(each);
  }
}

/** The fragments of one selection. */
export class Fragments<Fragment extends object> implements User {
  readonly #bytesOf: (fragment: Fragment) => number;
  readonly #add: (user: User, bytes: number) => void;
  /** What is known of an object: its fragment, or that it was met once. */
  #young = new WeakMap<object, Fragment | 'met'>();
  #old: WeakMap<object, Fragment | 'met'> | null = null;
  #isUsed = false;

  constructor(bytesOf: (fragment: Fragment) => number, add: (user: User, bytes: number) => void) {
    this.#bytesOf = bytesOf;
    this.#add = add;
  }

  /** Null if the object is not known well enough: it must be completed. */
  find(object: object): Fragment | null {
    const known = this.#young.get(object);
    if (known) return known === 'met' ? null : known;
    const older = this.#old?.get(object);
    if (older) this.#keep(object, older);
    return older && older !== 'met' ? older : null;
  }

  /** Offers the fragment of a completed object. Returns it if it is kept. */
  offer(object: object, create: () => Fragment): Fragment | null {
    if (!this.#young.has(object)) {
      this.#keep(object, 'met');
      return null;
    }
    const fragment = create();
    this.#keep(object, fragment);
    return fragment;
  }

  /** Forgets what was not used since the last rotation. */
  rotate(): boolean {
    this.#old = this.#isUsed ? this.#young : null;
    this.#young = new WeakMap();
    this.#isUsed = false;
    return this.#old !== null;
  }

  #keep(object: object, known: Fragment | 'met'): void {
    this.#young.set(object, known);
    this.#isUsed = true;
    this.#add(this, entryBytes + (known === 'met' ? 0 : this.#bytesOf(known)));
  }
}

/** V8 needs two bytes a character if one of them is not Latin-1. */
export const textBytes = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + (Buffer.byteLength(text) === text.length ? 1 : 2) * text.length, 0);
