// A smaller input with the same fault: parts of the JSON value are removed, and texts are shortened, as long as the fault stays.
import type { Json } from './mutate.ts';

/** `isStillFaulty` is called at most `tries` times. */
export async function minimise(
  input: Json,
  isStillFaulty: (smaller: Json) => Promise<boolean>,
  tries: number,
): Promise<Json> {
  let smallest = input;
  let left = tries;
  for (let hasShrunk = true; hasShrunk && left > 0; ) {
    hasShrunk = false;
    for (const smaller of smallerThan(smallest)) {
      if (left === 0) break;
      left -= 1;
      if (!(await isStillFaulty(smaller))) continue;
      smallest = smaller;
      hasShrunk = true;
      break;
    }
  }
  return smallest;
}

/** Values with one change each, the largest changes first. */
function* smallerThan(value: Json): Generator<Json> {
  if (typeof value === 'string') {
    for (let size = Math.ceil(value.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < value.length; from += size) yield value.slice(0, from) + value.slice(from + size);
    }
  } else if (Array.isArray(value)) {
    for (const at of value.keys()) yield value.toSpliced(at, 1);
    for (const [at, each] of value.entries()) for (const smaller of smallerThan(each)) yield value.with(at, smaller);
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    for (const [name, each] of members) {
      for (const smaller of smallerThan(each)) {
        yield Object.fromEntries(members.map(([key, old]) => [key, key === name ? smaller : old]));
      }
    }
  }
}
