// Batch jobs of the demo world: every operation and every status in both accounts' first region, and a few elsewhere. One of
// the regions has more than one page of ListJobs (1,000). The account that is closed for Glacier still has S3.
import type { World } from '../world/world.ts';
import { seedBatchHistory } from './seedBatchHistory.ts';
import { seedBatchStatuses } from './seedBatchStatuses.ts';
import { seedReportedJobs } from './seedReportedJobs.ts';

/** `each` is what both accounts have a job of that stays as it is: a status, or an operation in a status. */
export function seedBatchJobs(world: World, each: 'status' | 'combination'): void {
  const production = world.location('111122223333', 'us-east-1');
  seedBatchStatuses(world, production, each);
  seedBatchHistory(world, production, 1000);
  seedReportedJobs(world);
  seedBatchHistory(world, world.location('111122223333', 'us-west-2'), 24);
  const archive = world.location('444455556666', 'us-east-1');
  seedBatchStatuses(world, archive, each);
  seedBatchHistory(world, archive, 60);
  seedBatchHistory(world, world.location('444455556666', 'us-west-2'), 12);
  seedBatchHistory(world, world.location('777788889999', 'us-east-1'), 5);
}
