// Counts of one process: there are no other instances.
import type { InstanceCounts } from '../../limits/liveCounts.ts';

export const createMemoryCounts = (): InstanceCounts => ({ report: () => 0, ttl: null });
