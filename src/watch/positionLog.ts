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

  /** The first item after a position. */
  next(position: number): T | null {
    for (let index = this.#indexAfter(position); ; index += 1) {
      const item = this.#items[index];
      if (!item) return null;
      if (!('gap' in item)) return item;
    }
  }

  /** The items after a position, in order. Items that are added meanwhile are included, dropped ones are not. */
  *after(position: number): Generator<T> {
    for (let item = this.next(position); item; item = this.next(item.position)) yield item;
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
