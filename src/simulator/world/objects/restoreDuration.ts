// How long a restore takes: within the range that AWS calls typical, at a point that the object and the time decide.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
import { HOUR, MINUTE } from '../durations.ts';
import { newFraction } from '../random.ts';
import type { ObjectVersion } from './records.ts';

type Typical = Record<string, readonly [from: number, to: number]>;

const archive: Typical = {
  Expedited: [MINUTE, 5 * MINUTE],
  Standard: [3 * HOUR, 5 * HOUR],
  Bulk: [5 * HOUR, 12 * HOUR],
};

const deepArchive: Typical = { Standard: [9 * HOUR, 12 * HOUR], Bulk: [36 * HOUR, 48 * HOUR] };

export function restoreDuration({ key, versionId, properties }: ObjectVersion, tier: string, now: number): number {
  const { storageClass, archiveTier } = properties;
  const isDeep = storageClass === 'DEEP_ARCHIVE' || archiveTier === 'DEEP_ARCHIVE_ACCESS';
  const [from, to] = (isDeep ? deepArchive : archive)[tier] ?? [3 * HOUR, 5 * HOUR];
  return Math.round(from + newFraction(`${key} ${versionId} ${tier} ${now}`) * (to - from));
}
