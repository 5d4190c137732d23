// Typical durations of restores by S3 Batch Operations, until the objects can be read. 0 if the guide names no minimum.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
const hour = 3600;

export const restoreTimes = {
  GLACIER: {
    STANDARD: { minSeconds: 3 * hour, maxSeconds: 5 * hour },
    BULK: { minSeconds: 5 * hour, maxSeconds: 12 * hour },
  },
  DEEP_ARCHIVE: {
    STANDARD: { minSeconds: 0, maxSeconds: 12 * hour },
    BULK: { minSeconds: 0, maxSeconds: 48 * hour },
  },
} as const;

interface DurationRange {
  minSeconds: number;
  maxSeconds: number;
}

/** The class whose times a storage class has, or an archive tier of Intelligent-Tiering, in the words of AWS. */
const classes: ReadonlyMap<string, keyof typeof restoreTimes> = new Map([
  ['GLACIER', 'GLACIER'],
  ['ARCHIVE_ACCESS', 'GLACIER'],
  ['DEEP_ARCHIVE', 'DEEP_ARCHIVE'],
  ['DEEP_ARCHIVE_ACCESS', 'DEEP_ARCHIVE'],
]);

/** Null for a class that is not restored. An Intelligent-Tiering object can be in either tier, unless S3 reports which. */
export function restoreTimeOf(storageClass: string, tier: 'STANDARD' | 'BULK'): DurationRange | null {
  if (storageClass === 'INTELLIGENT_TIERING') {
    const { GLACIER, DEEP_ARCHIVE } = restoreTimes;
    return {
      minSeconds: DEEP_ARCHIVE[tier].minSeconds,
      maxSeconds: Math.max(GLACIER[tier].maxSeconds, DEEP_ARCHIVE[tier].maxSeconds),
    };
  }
  const of = classes.get(storageClass);
  return of ? restoreTimes[of][tier] : null;
}
