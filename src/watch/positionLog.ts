// Things in the order of their places, found from any place on without passing those before it. A thing that is dropped
// leaves a gap; once gaps are the most of it, they are closed.

interface Placed {
  place: number;
}

export class Places<T extends Placed> {
  #things: (T | { place: number; gap: true })[] = [];
  #gaps = 0;

  /** Its place must be the highest so far. */
  add(thing: T): void {
    this.#things.push(thing);
  }

  drop({ place }: Placed): void {
    const index = this.#firstBehind(place - 1);
    if (this.#things[index]?.place !== place) return;
    this.#things[index] = { place, gap: true };
    this.#gaps += 1;
    if (this.#gaps < 64 || this.#gaps * 2 < this.#things.length) return;
    this.#things = this.#things.filter((thing) => !('gap' in thing));
    this.#gaps = 0;
  }

  /** Those behind a place, in order; what is added or dropped meanwhile is seen or not seen accordingly. */
  *after(place: number): Generator<T> {
    let at = place;
    for (;;) {
      const thing = this.#things[this.#firstBehind(at)];
      if (!thing) return;
      at = thing.place;
      if (!('gap' in thing)) yield thing;
    }
  }

  #firstBehind(place: number): number {
    let low = 0;
    let high = this.#things.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#things[middle]?.place ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
