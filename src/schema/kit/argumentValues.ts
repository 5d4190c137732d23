// The limit of the values in all arguments of an operation. Checks, cost estimates and filters take time that grows with it,
// for each use of a variable again.
import { GatewayError } from '../../core/errors.ts';

/** A bulk start has 1,000 archives. */
const maxArgumentValues = 10_000;

/** So many characters count as a value more. */
const charactersOfValue = 1_000;

const tooMany = `The arguments of an operation may have at most ${maxArgumentValues} values, and a text counts once more for each ${charactersOfValue} characters. Each use of a variable counts. Send fewer at once.`;

export class ArgumentValues {
  #count = 0;

  /** Counts what is in the arguments of one field, of which so many values count as one. Throws beyond the limit. */
  add(args: object, valuesPerCount = 1): void {
    this.addCount(Math.ceil(countValues(args, maxArgumentValues * valuesPerCount) / valuesPerCount));
  }

  /** The same for arguments that are counted already. */
  addCount(count: number): void {
    this.#count += count;
    if (this.#count > maxArgumentValues) throw new GatewayError('BAD_USER_INPUT', tooMany);
  }
}

/** The count ends beyond the limit. */
export function countValues(args: object, most = maxArgumentValues): number {
  let count = 0;
  const add = (value: unknown): void => {
    count += 1 + (typeof value === 'string' ? Math.floor(value.length / charactersOfValue) : 0);
    if (typeof value !== 'object' || value === null || count > most) return;
    for (const inner of Array.isArray(value) ? value : Object.values(value)) add(inner);
  };
  add(args);
  return count;
}
