// expect(actual).toEqual(wanted) for hot loops. expect() takes 10 to 20 microseconds, also if nothing differs.
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** What is strictly equal is equal for vitest too. Of the rest, vitest decides. */
export function equal(actual: unknown, wanted: unknown, message?: string): void {
  if (!isDeepStrictEqual(actual, wanted)) expect(actual, message).toEqual(wanted);
}
