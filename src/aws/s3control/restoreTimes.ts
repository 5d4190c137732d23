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
