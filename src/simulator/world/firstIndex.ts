// Binary search: the first of ascending numbers for which a test holds.

/** From `from` on, and before `to`; `to` if there is none. From the first one on, the test must hold for all. */
export function firstIndex(from: number, to: number, test: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
