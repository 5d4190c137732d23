// Items in the order of their positions. Reading from a position skips all items before it in logarithmic time. A dropped
// item leaves a gap; when more than half are gaps, they are removed.

interface Positioned {
  position: number;
}

export class PositionLog<T extends Positioned> {
  #items: (T | { position: number; gap: true })[] = [];
  #gaps = 0;

  /** The position must be higher than all before. */
  add(item: T): void {
    this.#items.push(item);
  }

  drop({ position }: Positioned): void {
    const index = this.#indexAfter(position - 1);
    if (this.#items[index]?.position !== position) return;
    this.#items[index] = { position, gap: true };
    this.#gaps += 1;
    if (this.#gaps < 64 || this.#gaps * 2 < this.#items.length) return;
    this.#items = this.#items.filter((item) => !('gap' in item));
    this.#gaps = 0;
  }

  /** The items after a position, in order. Items that are added meanwhile are included, dropped ones are not. */
  *after(position: number): Generator<T> {
    let at = position;
    for (;;) {
      const item = this.#items[this.#indexAfter(at)];
      if (!item) return;
      at = item.position;
      if (!('gap' in item)) yield item;
    }
  }

  #indexAfter(position: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
