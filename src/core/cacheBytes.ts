// How much memory each cache may take, in bytes. All together they fit a container of 512 MB, of which Node uses half for its
// heap. docs/limits.md says what each holds; a test compares the two.

const mebibyte = 1024 ** 2;

export const cacheBytes = {
  documents: 16 * mebibyte,
  fragments: 3 * mebibyte,
  decodedIds: 2 * mebibyte,
  permissions: 4 * mebibyte,
  rateLimits: 4 * mebibyte,
  lists: 28 * mebibyte,
  jobHistories: 3 * mebibyte,
  jobMatches: 3 * mebibyte,
  jobPages: 2 * mebibyte,
  pages: 12 * mebibyte,
  finishedGlacierJobs: 12 * mebibyte,
  finishedBatchJobs: 7 * mebibyte,
  batchJobDetails: 7 * mebibyte,
  runningJobs: 4 * mebibyte,
  createdBatchJobs: 1 * mebibyte,
  reportManifests: 1 * mebibyte,
  tags: 4 * mebibyte,
  cpuShares: 1 * mebibyte,
  subscriptionBudgets: 1 * mebibyte,
  pausedWatches: 7 * mebibyte,
  notifications: 3 * mebibyte,
  addedNotifications: 1 * mebibyte,
  damagedOutputs: 1 * mebibyte,
  sentOutputs: 2 * mebibyte,
  starts: 40 * mebibyte,
  ownStarts: 8 * mebibyte,
  unresolvedStarts: 1 * mebibyte,
} as const;
