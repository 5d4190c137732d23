import {
  DeleteJobTaggingCommand,
  GetJobTaggingCommand,
  JobStatus,
  ListJobsCommand,
  type ListJobsCommandInput,
  PutJobTaggingCommand,
  paginateListJobs,
} from '@aws-sdk/client-s3-control';
import { expect, test } from 'vitest';
import { AccountId, jobsKeptIn, startBatch, statuses } from './batchSupport.ts';
import { failure, HOUR } from './support.ts';

async function withJobs(count: number) {
  const harness = await startBatch();
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    // Two of each time, so that order needs the id too.
    if (index % 2 === 0) harness.clock.advance(1000);
    ids.push(await harness.create({ Description: `job ${index}` }));
  }
  const list = (input: Partial<ListJobsCommandInput> = {}) =>
    harness.batch.send(new ListJobsCommand({ AccountId, ...input }));
  return { ...harness, ids, list };
}

test('lists every job once, page by page, and nothing after the last', async () => {
  const { batch, ids, simulator } = await withJobs(7);
  for (const pageSize of [1, 2, 3, 7, 1000]) {
    simulator.calls.reset();
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListJobs({ client: batch }, { AccountId, MaxResults: pageSize })) {
      expect(page.Jobs?.length).toBeLessThanOrEqual(pageSize);
      seen.push(...(page.Jobs ?? []).map(({ JobId }) => JobId));
    }
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(simulator.calls.count('s3control.ListJobs')).toBe(Math.ceil(7 / pageSize));
  }
});

test('neither repeats nor hides jobs when the list changes between two pages', async () => {
  const { list, ids, create, update, clock } = await withJobs(6);
  const first = await list({ MaxResults: 2 });
  clock.advance(1000);
  await create();
  await update(ids[0] ?? '', 'Cancelled');
  clock.advance(1000);
  const second = await list({ MaxResults: 1000, NextToken: first.NextToken });
  const seen = [...(first.Jobs ?? []), ...(second.Jobs ?? [])].map(({ JobId }) => JobId);
  expect(seen.sort()).toEqual([...ids].sort());
  expect(second.NextToken).toBeUndefined();
});

test('returns the list members of each job, and no others', async () => {
  const { list, ids } = await withJobs(1);
  expect((await list()).Jobs).toEqual([
    {
      JobId: ids[0],
      Description: 'job 0',
      Operation: 'S3InitiateRestoreObject',
      Priority: 10,
      Status: 'New',
      CreationTime: new Date('2026-01-15T12:00:01.000Z'),
      ProgressSummary: {
        TotalNumberOfTasks: 0,
        NumberOfTasksSucceeded: 0,
        NumberOfTasksFailed: 0,
        Timers: { ElapsedTimeInActiveSeconds: 0 },
      },
    },
  ]);
});

test('filters by one status, by several, and by none', async () => {
  const { list, simulator, location, clock } = await withJobs(0);
  for (const status of statuses) {
    for (const job of jobsKeptIn(status)) {
      simulator.world.addBatchJob(location, { ...job, id: `${status}-${job.id}`, queue: job.queue && status });
    }
  }
  clock.advance(HOUR);
  const idsOf = async (JobStatuses: JobStatus[]) =>
    (await list({ JobStatuses })).Jobs?.map(({ JobId }) => JobId).sort();
  for (const status of statuses.filter((name) => name !== 'Active')) {
    expect(await idsOf([status])).toEqual([`${status}-kept-${status}`]);
  }
  expect(await idsOf(['New', 'Failed', 'Suspended'])).toEqual(
    ['New', 'Failed', 'Suspended'].map((status) => `${status}-kept-${status}`).sort(),
  );
  expect(await idsOf(['Active'])).toHaveLength(3);
  expect(await idsOf([])).toHaveLength(15);
  expect((await list({ JobStatuses: Object.values(JobStatus), MaxResults: 4 })).Jobs).toHaveLength(4);
});

test.each<[string, object, string]>([
  ['a page below none', { MaxResults: -1 }, 'InvalidRequestException 400: MaxResults must be from 0 to 1000: -1'],
  ['too large a page', { MaxResults: 1001 }, 'InvalidRequestException 400: MaxResults must be from 0 to 1000: 1001'],
  ['an unknown status', { JobStatuses: ['Done'] }, 'InvalidRequestException 400: There is no job status Done'],
  ['a token of nobody', { NextToken: 'abc' }, 'InvalidNextTokenException 400: The NextToken is not valid'],
  ['a token of another make', { NextToken: 'Pz5+Li4u' }, 'InvalidNextTokenException 400: The NextToken is not valid'],
  [
    'a page of no job after no job',
    { MaxResults: 0, NextToken: '!' },
    'InvalidNextTokenException 400: The NextToken is not valid',
  ],
])('refuses %s', async (_, input, expected) => {
  const { list } = await withJobs(1);
  expect(await failure(list(input))).toBe(expected);
});

test('keeps tags, replaces them as a whole, and deletes them', async () => {
  const { batch, create } = await startBatch();
  const JobId = await create({ Tags: [{ Key: 'a', Value: '1' }] });
  const tags = async () => (await batch.send(new GetJobTaggingCommand({ AccountId, JobId }))).Tags;
  const put = (Tags: { Key: string; Value: string }[]) =>
    batch.send(new PutJobTaggingCommand({ AccountId, JobId, Tags }));
  expect(await tags()).toEqual([{ Key: 'a', Value: '1' }]);
  const others = [
    { Key: 'z', Value: '' },
    { Key: 'b <&>', Value: ' 2 ' },
  ];
  await put(others);
  expect(await tags()).toEqual(others);
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
  expect(await failure(put(many))).toBe('TooManyTagsException 400: A job has at most 50 tags, not 51');
  expect(await failure(put([...others, ...others]))).toBe('InvalidRequest 400: The tag z is given twice');
  expect(await tags()).toEqual(others);
  await put(many.slice(1));
  expect(await tags()).toHaveLength(50);
  await batch.send(new DeleteJobTaggingCommand({ AccountId, JobId }));
  expect(await tags()).toEqual([]);
});
