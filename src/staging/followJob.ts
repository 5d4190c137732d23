// The end of one job, from the shared watch of its vault: no poll of its own if others watch it too, and none once it has
// ended.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { GlacierJobKey } from '../core/location.ts';
import type { Watches } from '../watch/createWatches.ts';

/** The ended job; null if AWS has none, 'unknown' if it could not be read. */
export type FollowedJob = GlacierJobRecord | null | 'unknown';

/** Calls back once, when the job has ended or cannot be followed. The result ends that. */
export function followJob(
  watches: Pick<Watches, 'jobs'>,
  job: GlacierJobKey,
  onEnd: (job: FollowedJob) => void,
): () => void {
  const feed = watches.jobs([{ kind: 'GlacierJob', ...job }], { absent: [], detailed: false });
  let isReported = false;
  const report = () => {
    if (isReported || !(open.done || open.failure)) return;
    isReported = true;
    const newest = [...open.after(0)].at(-1)?.snapshot.job;
    const isUnknown = open.failure !== null && newest == null;
    open.close();
    if (isUnknown) onEnd('unknown');
    else onEnd(newest?.kind === 'GlacierJob' ? newest : null);
  };
  const open = feed.open(report);
  report();
  return () => {
    isReported = true;
    open.close();
  };
}
