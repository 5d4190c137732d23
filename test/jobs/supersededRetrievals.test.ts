import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GlacierJobRecord } from '../../src/aws/glacier/glacierJob.ts';
import { supersededAmong } from '../../src/jobs/supersededRetrievals.ts';

const size = 8;

/** Few values, so that many jobs retrieve the same bytes. */
const retrieval = fc
  .record({
    vaultName: fc.constantFrom('films', 'reels'),
    archiveId: fc.constantFrom('a', 'b'),
    retrievalByteRange: fc.constantFrom(null, { start: 0, end: size - 1 }, { start: 0, end: 3 }),
    statusCode: fc.constantFrom('SUCCEEDED', 'FAILED', 'IN_PROGRESS'),
    endedAt: fc.integer({ min: 0, max: 3 }),
  })
  .map(
    ({ endedAt, ...job }) =>
      ({
        kind: 'GlacierJob',
        accountId: '111122223333',
        region: 'us-east-1',
        action: 'ARCHIVE_RETRIEVAL',
        archiveSizeInBytes: size,
        creationDate: new Date(0),
        completed: job.statusCode !== 'IN_PROGRESS',
        completionDate: job.statusCode === 'IN_PROGRESS' ? null : new Date(endedAt),
        ...job,
      }) as GlacierJobRecord,
  );

const retrievals = fc
  .array(retrieval, { maxLength: 12 })
  .map((jobs) => jobs.map((job, index) => ({ ...job, jobId: `job${index}` }) as GlacierJobRecord));

/** The whole archive can be described with and without a range. */
const bytesOf = ({ vaultName, archiveId, retrievalByteRange: range }: GlacierJobRecord) =>
  `${vaultName} ${archiveId} ${range === null || range.end === size - 1 ? 'whole' : 'part'}`;

test('of the succeeded retrievals of the same bytes, the newest one alone is not superseded, unless one is in progress', () => {
  fc.assert(
    fc.property(retrievals, (jobs) => {
      const isSuperseded = supersededAmong(jobs);
      for (const bytes of new Set(jobs.map(bytesOf))) {
        const same = jobs.filter((job) => bytesOf(job) === bytes);
        const succeeded = same.filter(({ statusCode }) => statusCode === 'SUCCEEDED');
        const needed = succeeded.filter((job) => !isSuperseded(job));
        const isInProgress = same.some(({ statusCode }) => statusCode === 'IN_PROGRESS');
        expect(needed.length, bytes).toBe(isInProgress || succeeded.length === 0 ? 0 : 1);
        const latest = Math.max(...succeeded.map(({ completionDate }) => Number(completionDate)));
        for (const { completionDate } of needed) expect(Number(completionDate)).toBe(latest);
      }
    }),
  );
});
