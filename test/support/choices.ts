// A source of choices for generated values: numbers that fast-check draws and shrinks. When they run out, each choice is the first.
import fc from 'fast-check';

export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** From 0 to `count` - 1. */
  below(count: number): number {
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number % count;
  }

  /** Once in `count` times. */
  oneIn(count: number): boolean {
    return this.below(count) === count - 1;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  get isEmpty(): boolean {
    return this.#next >= this.#numbers.length;
  }
}

export const choices = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(2 ** 30), { maxLength: length, size: 'max' });
