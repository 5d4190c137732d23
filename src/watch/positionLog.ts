// Things in the order of their positions, found from any position on without passing those before it. A thing that is dropped
// leaves a gap; once gaps are the most of it, they are closed.

interface Positioned {
  position: number;
}

export class PositionLog<T extends Positioned> {
  #things: (T | { position: number; gap: true })[] = [];
  #gaps = 0;

  /** Its position must be the highest so far. */
  add(thing: T): void {
    this.#things.push(thing);
  }

  drop({ position }: Positioned): void {
    const index = this.#firstBehind(position - 1);
    if (this.#things[index]?.position !== position) return;
    this.#things[index] = { position, gap: true };
    this.#gaps += 1;
    if (this.#gaps < 64 || this.#gaps * 2 < this.#things.length) return;
    this.#things = this.#things.filter((thing) => !('gap' in thing));
    this.#gaps = 0;
  }

  /** Those behind a position, in order; what is added or dropped meanwhile is seen or not seen accordingly. */
  *after(position: number): Generator<T> {
    let at = position;
    for (;;) {
      const thing = this.#things[this.#firstBehind(at)];
      if (!thing) return;
      at = thing.position;
      if (!('gap' in thing)) yield thing;
    }
  }

  #firstBehind(position: number): number {
    let low = 0;
    let high = this.#things.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#things[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
