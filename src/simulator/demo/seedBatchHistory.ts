// Batch jobs that ended over the past two months: complete, complete with failed tasks, failed, cancelled.
import type { BatchPlan, BatchRequest } from '../s3control/batch/batchJob.ts';
import { batchPlan } from '../s3control/batch/batchPlan.ts';
import { DAY, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { batchRequest } from './batchRequest.ts';

const DAYS = 60;

interface PastJob {
  readonly id: string;
  readonly request: Readonly<BatchRequest>;
  readonly plan: Readonly<BatchPlan>;
  readonly isCancelled: boolean;
}

/**
 * By location and count. They are the same in every world, and take most of the time of its start. All worlds of a process share
 * them: tests make hundreds.
 */
const histories = new Map<string, readonly PastJob[]>();

export function seedBatchHistory(world: World, location: AccountRegion, count: number): void {
  const now = world.clock.now();
  for (const [index, { id, request, plan, isCancelled }] of historyOf(location, count).entries()) {
    const createdAt = Math.round(now - DAY - (index / count) * DAYS * DAY);
    const actions = isCancelled ? [{ kind: 'cancel' as const, at: createdAt + 3 * MINUTE, order: 0 }] : [];
    world.addBatchJob(location, { id, createdAt, request, plan, actions });
  }
}

function historyOf(location: AccountRegion, count: number): readonly PastJob[] {
  const name = `${location.account.accountId}/${location.region}`;
  const key = `${name} ${count}`;
  const known = histories.get(key);
  if (known) return known;
  const ids = createIds(`batch history ${name}`);
  const history = Array.from({ length: count }, (_, index): PastJob => {
    const id = ids.batchJob();
    const word = wordOf(index);
    const request = batchRequest(location, index, { word });
    return { id, request, plan: batchPlan(id, request), isCancelled: index % 13 === 12 && word === '' };
  });
  histories.set(key, history);
  return history;
}

function wordOf(index: number): string {
  if (index % 17 === 16) return 'some-fail';
  if (index % 29 === 28) return 'half-fail';
  if (index % 37 === 36) return 'forbidden';
  return index % 43 === 42 ? 'no-matching-keys' : '';
}
