// A batch function that first looks in the shared cache of finished jobs, and reads only the rest from AWS. Without a
// shared cache, it is the batch function itself.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { FinishedJobs } from '../storage/finishedJobs.ts';

type BatchRead<K, T> = (keys: readonly K[]) => Promise<(T | null | Error)[]>;

export function cachedFirst<K, T>(
  { getShared }: FinishedJobs<K, T>,
  { usage }: AwsSession,
  read: BatchRead<K, T>,
): BatchRead<K, T> {
  if (!getShared) return read;
  return async (keys) => {
    const cached = await Promise.all(keys.map(getShared));
    const rest = keys.filter((_, index) => cached[index] === undefined);
    usage.cached += keys.length - rest.length;
    const results = rest.length > 0 ? (await read(rest)).values() : [].values();
    return cached.map((job) => (job === undefined ? (results.next().value ?? null) : job));
  };
}
