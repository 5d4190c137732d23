// Validation of `limit`: from 1 to the largest page, which is also the default.
import { invalidParameter } from '../../http/errors.ts';

export function pageLimit(limit: number | undefined, largest: number): number {
  if (limit === undefined) return largest;
  if (limit < 1 || limit > largest) throw invalidParameter(`The limit must be from 1 to ${largest}: ${limit}`);
  return limit;
}
