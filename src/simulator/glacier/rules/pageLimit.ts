// The size of a page. Glacier cuts a `limit` beyond the largest page down to it, which is also the default: ListVaults returned 10
// vaults for a limit of 1,000 (github.com/aws/aws-sdk-net/issues/895), ListParts 50 parts for 100
// (github.com/uskudnik/amazon-glacier-cmd-interface/issues/69). AWS does not publish its response to a limit below 1.
import type { Long } from '../../codec/long.ts';
import { invalidParameter } from '../../http/errors.ts';

export function pageLimit(limit: Long | undefined, largest: number): number {
  if (limit === undefined) return largest;
  if (limit < 1) throw invalidParameter(`The limit must be at least 1: ${limit}`);
  return limit > largest ? largest : Number(limit);
}
