// Partitions of AWS (aws, aws-cn, aws-us-gov, aws-eusc and others), from the data that the SDK ships and uses for its endpoints.
// A region that is newer than the data belongs to the partition whose pattern it matches, or else to `aws`, as in the SDK.
import { partition } from '@aws-sdk/core/client';

interface Partition {
  /** As in ARNs. */
  id: string;
  /** The end of the names of its hosts, e.g. amazonaws.com. */
  dnsSuffix: string;
}

/** The form of a region's name, e.g. us-east-1, us-gov-west-1 or eusc-de-east-1. */
export const regionName = '[a-z]+(-[a-z]+)+-\\d{1,2}';
export const regionPattern = new RegExp(`^${regionName}$`);

/** The regions in use are few. Names that clients send must not fill the memory. */
const maxKnown = 1_000;
const known = new Map<string, Partition>();

export function partitionOf(region: string): Partition {
  const found = known.get(region);
  if (found) return found;
  const { name, dnsSuffix } = partition(region);
  const added = { id: name, dnsSuffix };
  if (known.size < maxKnown) known.set(region, added);
  return added;
}
