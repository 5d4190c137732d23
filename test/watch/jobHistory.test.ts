import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchJobStatus } from '../../src/aws/s3control/batchJob.ts';
import { jobAt, observed, withoutHistory } from '../../src/watch/jobHistory.ts';
import type { JobSnapshot, VersionedSnapshot } from '../../src/watch/watchStore.ts';
import { batchJob } from '../storage/records.ts';
import { equal } from '../support/equal.ts';

const statuses: BatchJobStatus[] = ['NEW', 'READY', 'ACTIVE', 'PAUSED'];
/** Null while the job does not exist; an ended job does not change any more. */
const states = fc
  .tuple(
    fc.array(fc.option(fc.constantFrom(...statuses), { nil: null }), { maxLength: 7 }),
    fc.constantFrom<BatchJobStatus>('ACTIVE', 'COMPLETE'),
  )
  .map(([before, last]) => [...before, last]);

const seen = (status: BatchJobStatus | null): JobSnapshot => ({
  jobId: 'job',
  job: status && batchJob('job', { status, completionDate: status === 'COMPLETE' ? new Date(1) : null }),
  details: null,
});

/** Each state at the version of its index, and other jobs in between. */
function snapshotsOf(all: readonly (BatchJobStatus | null)[]): VersionedSnapshot[] {
  const snapshots: VersionedSnapshot[] = [];
  for (const [index, status] of all.entries()) {
    const next = observed(seen(status), snapshots.at(-1), { at: index, isFirstPoll: index === 0 });
    snapshots.push({ ...next, version: 2 * index + 1 });
  }
  return snapshots;
}

describe('the history of a job', () => {
  test('tells its status at each version', () => {
    fc.assert(
      fc.property(states, (all) => {
        const newest = snapshotsOf(all).at(-1);
        if (!newest?.job) return;
        equal(jobAt(newest, 0), null);
        for (const [index, status] of all.entries()) {
          for (const version of [2 * index + 1, 2 * index + 2]) {
            const job = jobAt(newest, version);
            expect(job?.kind === 'BatchJob' ? job.status : null).toBe(status);
            equal(job?.completionDate ?? null, status === 'COMPLETE' ? new Date(1) : null);
          }
        }
      }),
    );
  });

  test('is bounded, and always tells when the job became known', () => {
    const many = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 'ACTIVE' : 'PAUSED') as BatchJobStatus);
    const newest = snapshotsOf(many).at(-1);
    if (!newest) throw new Error('no snapshot');
    expect(newest.observation.past).toHaveLength(8);
    expect([jobAt(newest, 0), jobAt(newest, 1)?.kind]).toEqual([null, 'BatchJob']);
  });

  test('begins anew with a new numbering of the versions', () => {
    const newest = snapshotsOf(['NEW', 'ACTIVE']).at(-1);
    if (!newest) throw new Error('no snapshot');
    expect(jobAt({ ...withoutHistory(newest), version: 1 }, 0)).toBeNull();
    expect(jobAt({ ...withoutHistory(newest), version: 1 }, 1)).toBe(newest.job);
  });
});
