// The JSON of objects that were completed before, by the object. It is used only for frozen objects, which never change, and for
// selections whose every field is a function of the object alone, so it is the same for every caller and at any time. An object
// is kept when it is met for the second time: most are never met again. All selections share one limit in bytes; what no
// execution used for long goes first.
import { RawJson } from './rawJson.ts';

/** An entry of a WeakMap, with its share of the table, and the RawJson. */
const entryBytes = 96;

/** The limit that the fragments of all selections share. */
export class FragmentMemory {
  readonly #maxBytes: number;
  readonly #inUse = new Set<Fragments>();
  /** Of what was used since the last rotation. */
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  create(): Fragments {
    return new Fragments((user, bytes) => this.#add(user, bytes));
  }

  /** There are two generations, so each gets half of the bytes. */
  #add(user: Fragments, bytes: number): void {
    this.#inUse.add(user);
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes / 2) return;
    this.#bytes = 0;
    for (const each of this.#inUse) if (!each.rotate()) this.#inUse.delete(each);
  }
}

/** What is known of an object: its JSON, or that it was met once. */
type Known = RawJson | 'met';

/** The fragments of one selection. */
export class Fragments {
  readonly #add: (user: Fragments, bytes: number) => void;
  #young = new WeakMap<object, Known>();
  #old: WeakMap<object, Known> | null = null;
  #isUsed = false;

  constructor(add: (user: Fragments, bytes: number) => void) {
    this.#add = add;
  }

  /** Null if the object is not known well enough: it must be completed. */
  find(object: object): RawJson | null {
    const known = this.#young.get(object);
    if (known) return known === 'met' ? null : known;
    const older = this.#old?.get(object);
    if (older) this.#keep(object, older);
    return older && older !== 'met' ? older : null;
  }

  /** Offers the completed object. Returns its fragment if it is kept. */
  offer(object: object, completed: object): RawJson | null {
    if (!this.#young.has(object)) {
      this.#keep(object, 'met');
      return null;
    }
    const fragment = new RawJson(JSON.stringify(completed));
    this.#keep(object, fragment);
    return fragment;
  }

  /** Forgets what was not used since the last rotation. False if nothing is left. */
  rotate(): boolean {
    this.#old = this.#isUsed ? this.#young : null;
    this.#young = new WeakMap();
    this.#isUsed = false;
    return this.#old !== null;
  }

  #keep(object: object, known: Known): void {
    this.#young.set(object, known);
    this.#isUsed = true;
    this.#add(this, entryBytes + (known === 'met' ? 0 : textBytes(known.text)));
  }
}

/** V8 needs two bytes a character if one of them is not Latin-1. */
const textBytes = (text: string): number => (Buffer.byteLength(text) === text.length ? 1 : 2) * text.length;
