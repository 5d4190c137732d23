// The plan of how the states of many objects are read: which part of a sorted list of keys is read by a list of the bucket, and
// which by a HeadObject for each. A list returns the next 1,000 objects of the bucket, so it answers many keys that are close
// together, and one key that is far from all others. Each list begins at a wanted key, so each call answers one key at least:
// n objects take at most n calls. A list that answers nothing is one call more: S3 refuses it, it does not show the archive tiers
// of Intelligent-Tiering, or a key has more versions than a page. After the first two, there is no other. Pure.

export interface StatusProgress {
  /** Wanted keys that no call has answered. */
  remaining: number;
  /** How many keys the last list has answered; null before the first one. */
  lastAnswered: number | null;
  /** Lists in a row that were not worth their price. */
  sparseLists: number;
  /** How many keys HeadObject has answered since the last list. */
  headed: number;
  /** False once S3 has refused a list, or lists do not show what is wanted. */
  canList: boolean;
}

export type StatusStep = { kind: 'list' } | { kind: 'head'; count: number };

/**
 * A list costs as much as 12.5 HeadObjects, and its response about as much CPU time.
 * https://aws.amazon.com/s3/pricing/
 */
export const headsPerList = 13;

export function planStatuses({ remaining, lastAnswered, sparseLists, headed, canList }: StatusProgress): StatusStep {
  if (!canList || remaining < headsPerList) return { kind: 'head', count: remaining };
  if (lastAnswered === null || lastAnswered >= headsPerList) return { kind: 'list' };
  // Where objects are far apart, a list is tried ever more rarely: the next ones may be close together.
  const pause = headsPerList * 2 ** sparseLists - headed;
  return pause > 0 ? { kind: 'head', count: Math.min(pause, remaining) } : { kind: 'list' };
}
