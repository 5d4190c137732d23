// Jobs that stay in their status: its usual end is postponed forever. Callers can still act on them, with the usual effect.
// Suspended jobs wait without the limit of 30 days, except the first.
import type { JobStatus } from '@aws-sdk/client-s3-control';
import type { BatchJob, BatchPlan, PassingStatus } from '../s3control/batch/batchJob.ts';
import { batchPlan, defaultStatusDurations } from '../s3control/batch/batchPlan.ts';
import { DAY, HOUR, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { batchOperations } from './batchOperations.ts';
import { batchRequest, batchTags } from './batchRequest.ts';

const FOREVER = 400 * DAY;

/** One job in each status, of different operations, or one of each operation in each status. */
export function seedBatchStatuses(world: World, location: AccountRegion, each: 'status' | 'combination'): void {
  const ids = createIds(`batch statuses ${location.account.accountId}/${location.region}`);
  const isSeeded = (operation: number, turn: number) => each === 'combination' || operation === turn;
  for (const operation of batchOperations.keys()) {
    for (const [turn, status] of kept.entries()) {
      // Drawn for all, so that a job has the same id in both worlds.
      const id = ids.batchJob();
      if (isSeeded(operation, turn)) seedKept(world, location, id, status, operation + turn * batchOperations.length);
    }
    const queue = [ids.batchJob(), ids.batchJob(), ids.batchJob()];
    if (isSeeded(operation, 0)) seedQueue(world, location, queue, operation);
  }
}

const kept = [
  'New',
  'Preparing',
  'Suspended',
  'Ready',
  'Completing',
  'Complete',
  'Failing',
  'Failed',
  'Cancelling',
  'Cancelled',
] as const satisfies JobStatus[];

/** Words in a description that make the simulated job fail, in rotation. */
const failureWords = [
  'half-fail',
  'forbidden',
  'wrong-etag',
  'no-matching-keys',
  'report',
  'bad-manifest',
  'no-such-manifest',
];

function seedKept(
  world: World,
  location: AccountRegion,
  id: string,
  status: (typeof kept)[number],
  index: number,
): void {
  const fails = status === 'Failing' || status === 'Failed';
  const word = fails
    ? (failureWords[index % failureWords.length] ?? '')
    : status === 'Complete' && index % 2 === 0
      ? 'some-fail'
      : '';
  const request = {
    ...batchRequest(location, index, { word, name: `${status}, kept for show` }),
    ConfirmationRequired: status === 'Suspended',
  };
  const createdAt = world.clock.now() - (index + 1) * 3 * HOUR - 2 * MINUTE;
  const plan = batchPlan(id, request);
  const isLimited = status === 'Suspended' && index % batchOperations.length === 0;
  world.addBatchJob(location, {
    id,
    createdAt,
    request,
    plan: { ...plan, statusDurations: isPassing(status) && !isLimited ? keptIn(status) : defaultStatusDurations },
    actions: actionsOf(status, createdAt),
    tags: batchTags(index),
    statusUpdateReason: status === 'Cancelled' ? 'No longer needed' : undefined,
  });
}

const isPassing = (status: JobStatus): status is PassingStatus => status in defaultStatusDurations;

const keptIn = (status: PassingStatus): BatchPlan['statusDurations'] => ({
  ...defaultStatusDurations,
  [status]: Number.POSITIVE_INFINITY,
});

function actionsOf(status: JobStatus, createdAt: number): BatchJob['actions'] {
  return status === 'Cancelled' || status === 'Cancelling'
    ? [{ kind: 'cancel', at: createdAt + 4 * MINUTE, order: 0 }]
    : [];
}

// Three jobs of rising priority: the first never gets from Pausing to Paused, the second stays Paused until the third has ended,
// which takes longer than anyone waits.
function seedQueue(world: World, location: AccountRegion, ids: readonly string[], index: number): void {
  const start = world.clock.now() - (2 + index * 3) * DAY;
  for (const [rank, id] of ids.entries()) {
    const request = {
      ...batchRequest(location, index, { name: rank === 2 ? 'the whole archive' : 'gives way' }),
      Priority: 10 * (rank + 1),
    };
    const plan = batchPlan(id, request);
    world.addBatchJob(location, {
      id,
      createdAt: start + rank * 30 * MINUTE,
      request,
      plan: {
        ...plan,
        tasks: 40_000_000 + index * 1_234_567,
        failedTasks: index * 1000,
        activeFor: FOREVER,
        statusDurations: rank === 0 ? keptIn('Pausing') : defaultStatusDurations,
      },
      queue: `demo ${index}`,
      tags: batchTags(index),
    });
  }
}
