// The end of one job, from the shared watch of its vault: no poll of its own if others watch it too, and none once it has
// ended.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { GlacierJobKey } from '../core/location.ts';
import type { Watches } from '../watch/createWatches.ts';

/** Calls back once: with the ended job, or with null if it does not exist or cannot be read. The result ends that. */
export function followJob(
  watches: Pick<Watches, 'jobs'>,
  job: GlacierJobKey,
  onEnd: (job: GlacierJobRecord | null) => void,
): () => void {
  const feed = watches.jobs([{ kind: 'GlacierJob', ...job }], { absent: [], detailed: false });
  let isReported = false;
  const report = () => {
    if (isReported || !(open.done || open.failure)) return;
    isReported = true;
    const newest = [...open.after(0)].at(-1)?.snapshot.job;
    open.close();
    onEnd(newest?.kind === 'GlacierJob' ? newest : null);
  };
  const open = feed.open(report);
  report();
  return () => {
    isReported = true;
    open.close();
  };
}
