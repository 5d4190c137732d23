/** The first number from `from` on, and before `to`, for which the test holds, or `to`; from there on it must hold for all. */
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
