// Batch jobs that ended over the past two months: complete, complete with failed tasks, failed, cancelled.
import { batchPlan } from '../s3control/batch/batchPlan.ts';
import { DAY, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { batchRequest } from './batchRequest.ts';

const DAYS = 60;

export function seedBatchHistory(world: World, location: AccountRegion, count: number): void {
  const now = world.clock.now();
  const ids = createIds(`batch history ${location.account.accountId}/${location.region}`);
  for (let index = 0; index < count; index += 1) {
    const id = ids.batchJob();
    const word = wordOf(index);
    const request = batchRequest(location, index, { word });
    const createdAt = Math.round(now - DAY - (index / count) * DAYS * DAY);
    world.addBatchJob(location, {
      id,
      createdAt,
      request,
      plan: batchPlan(id, request),
      actions: index % 13 === 12 && word === '' ? [{ kind: 'cancel', at: createdAt + 3 * MINUTE, order: 0 }] : [],
    });
  }
}

function wordOf(index: number): string {
  if (index % 17 === 16) return 'some-fail';
  if (index % 29 === 28) return 'half-fail';
  if (index % 37 === 36) return 'forbidden';
  return index % 43 === 42 ? 'no-matching-keys' : '';
}
