// Ends jobs that AWS has deleted by now, with the memory of their manifests and results. A report is computed from both, so they stay
// while it is there.
import type { World } from '../../world/world.ts';

export function forgetBatchJobs(world: World, now: number): void {
  for (const [ended, deletedAt] of world.endedBatchJobs) {
    const { job, run, location } = ended;
    if (now < deletedAt || world.reports.hasReport(job) || !location.batch.forget(job)) continue;
    world.endedBatchJobs.delete(ended);
    world.heldBytes.uploaded -= run.heldBytes;
    run.heldBytes = 0;
  }
}
