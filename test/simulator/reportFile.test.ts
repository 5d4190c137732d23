// The bytes of completion reports: rows, files of any size that are read by ranges, and manifests.
import { createHash } from 'node:crypto';
import type { JobOperation } from '@aws-sdk/client-s3-control';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchTasks, TaskResult } from '../../src/simulator/s3control/batch/batchTasks.ts';
import { syntheticTasks } from '../../src/simulator/s3control/batch/syntheticTasks.ts';
import type { TaskErrors } from '../../src/simulator/s3control/batch/taskErrors.ts';
import { ReportFile } from '../../src/simulator/s3control/report/reportFile.ts';
import { reportManifest } from '../../src/simulator/s3control/report/reportManifest.ts';
import { reportRow } from '../../src/simulator/s3control/report/reportRow.ts';
import { findPlaces, type TaskStatus } from '../../src/simulator/s3control/report/rowPlaces.ts';
import type { RangedBytes } from '../../src/simulator/world/rangedBytes.ts';
import { goldenRows } from '../reports/goldenRows.ts';
import { plan, request } from './batchSupport.ts';
import { START } from './support.ts';

const statuses: readonly TaskStatus[] = ['succeeded', 'failed'];

const bytesOf = (content: RangedBytes, start = 0, end = content.length - 1): Buffer =>
  Buffer.concat([...content.read({ start, end })].map((piece) => Buffer.from(piece)));

test.each(goldenRows)('a row is written as AWS writes it: $source', ({ row, task, result }) => {
  expect(reportRow(task, result)).toBe(`${row}\r\n`);
});

const field = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', 'plain', '"', ',', '\r\n', '\n', '""', 'a "b", c', 'ü 復元 😀'),
);

const oneTask = fc.record({
  task: fc.record({ bucket: field, encodedKey: field, versionId: fc.option(field, { nil: undefined }) }),
  result: fc.record({
    status: fc.constantFrom<TaskStatus>('succeeded', 'failed'),
    httpStatusCode: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
    errorCode: field,
    message: field,
  }) satisfies fc.Arbitrary<TaskResult>,
});

/** Many rows out of few, so that a file has more rows than its notes are apart. */
const anyTasks = fc
  .tuple(fc.array(oneTask, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(5), { maxLength: 1500 }))
  .map(([kinds, order]): BatchTasks => {
    const kindOf = (index: number) => kinds[(order[index] ?? 0) % kinds.length] as (typeof kinds)[number];
    const failed = [0];
    for (const index of order.keys()) {
      failed.push((failed[index] ?? 0) + (kindOf(index).result.status === 'failed' ? 1 : 0));
    }
    return {
      count: order.length,
      failedBefore: (index) => failed[index] ?? 0,
      task: (index) => kindOf(index).task,
      result: (index) => kindOf(index).result,
    };
  });

const computedTasks = fc
  .record({
    tasks: fc.nat(700),
    failedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    taskErrors: fc.constantFrom<TaskErrors>('one', 'five', 'checksum', 'lambda', 'replication'),
    Operation: fc.constantFrom<JobOperation>(
      { S3ReplicateObject: {} },
      { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256' } },
      { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' } },
      { LambdaInvoke: {} },
    ),
  })
  .map(({ tasks, failedShare, taskErrors, Operation }) =>
    syntheticTasks(
      {
        id: 'any',
        createdAt: START,
        request: { ...request, Operation },
        plan: plan({ tasks, failedTasks: Math.floor(tasks * failedShare), taskErrors }),
        queue: undefined,
        actions: [],
        tags: new Map(),
        statusUpdateReason: undefined,
      },
      tasks,
    ),
  );

test.each([
  ['of any tasks', anyTasks],
  ['of computed tasks', computedTasks],
])('a file %s has the rows of its status in order, and the same bytes in every range', async (_, arbitrary) => {
  await fc.assert(
    fc.asyncProperty(arbitrary, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 }), async (tasks, draws) => {
      const places = await findPlaces(tasks);
      for (const status of statuses) {
        const rows = Array.from({ length: tasks.count }, (_, index) => index)
          .filter((index) => tasks.result(index).status === status)
          .map((index) => reportRow(tasks.task(index), tasks.result(index)));
        const expected = Buffer.from(rows.join(''));
        const file = new ReportFile(tasks, places[status]);
        expect([places[status].rows, file.length]).toEqual([rows.length, expected.length]);
        if (rows.length === 0) continue;
        expect(bytesOf(file).equals(expected)).toBe(true);
        for (const [a, b] of draws) {
          const start = a % expected.length;
          const end = start + (b % (expected.length - start));
          expect(bytesOf(file, start, end).equals(expected.subarray(start, end + 1))).toBe(true);
        }
        expect(file.md5).toBe(createHash('md5').update(expected).digest('hex'));
      }
    }),
    { numRuns: 40 },
  );
});

test('a file of ten million rows and more than a gigabyte is read at any place, for what is read', async () => {
  let asked = 0;
  const computed = syntheticTasks(
    {
      id: 'huge',
      createdAt: START,
      request,
      plan: plan({ tasks: 20_000_000, failedTasks: 10_000_000, taskErrors: 'five' }),
      queue: undefined,
      actions: [],
      tags: new Map(),
      statusUpdateReason: undefined,
    },
    20_000_000,
  );
  const tasks: BatchTasks = {
    ...computed,
    result: (index) => {
      asked += 1;
      return computed.result(index);
    },
  };
  const file = new ReportFile(tasks, (await findPlaces(tasks)).failed);
  expect(file.length).toBeGreaterThan(1e9);
  const end = file.length - 1;
  const middle = Math.floor(end / 2);
  expect(bytesOf(file, 0, 100).toString()).toMatch(/^footage-archive,reels\/take%2000000000001\.mxf,/);
  expect(bytesOf(file, end - 100, end).toString()).toMatch(/\r\n$/);
  const piece = bytesOf(file, middle, middle + 99_999);
  expect(piece.subarray(50_000).equals(bytesOf(file, middle + 50_000, middle + 99_999))).toBe(true);
  expect(asked).toBeLessThan(10_000);
});

test('the MD5 of a file with more rows than are hashed is made up, for the price of its first rows', async () => {
  let asked = 0;
  const manifestOf = async (tasks: number) => {
    const computed = syntheticTasks(
      {
        id: 'huge',
        createdAt: START,
        request,
        plan: plan({ tasks, failedTasks: 0 }),
        queue: undefined,
        actions: [],
        tags: new Map(),
        statusUpdateReason: undefined,
      },
      tasks,
    );
    const counted: BatchTasks = {
      ...computed,
      task: (index) => {
        asked += 1;
        return computed.task(index);
      },
    };
    const file = new ReportFile(counted, (await findPlaces(counted)).succeeded);
    const { json } = reportManifest([{ status: 'succeeded', bucket: 'reports', key: 'k', file }], 0);
    await json.prepare?.();
    return bytesOf(json).toString();
  };
  expect(await manifestOf(20_000_000_000)).toMatch(/"MD5Checksum":"[\da-f]{32}"/);
  expect(await manifestOf(2_000_001)).toMatch(/"MD5Checksum":"[\da-f]{32}"/);
  expect(asked).toBeLessThan(10_000);
});

test('others get their turn while a report of many different rows is measured and hashed', async () => {
  const tasks: BatchTasks = {
    count: 20_000,
    failedBefore: () => 0,
    task: (index) => ({ bucket: 'b', encodedKey: `key ${index}`, versionId: undefined }),
    result: () => ({ status: 'succeeded', httpStatusCode: 200, errorCode: '', message: 'Successful' }),
  };
  const turnsDuring = async (work: Promise<unknown>) => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await work;
    isDone = true;
    return turns;
  };
  let places: Awaited<ReturnType<typeof findPlaces>> | undefined;
  const measure = async () => {
    places = await findPlaces(tasks);
  };
  expect(await turnsDuring(measure())).toBeGreaterThanOrEqual(3);
  if (!places) throw new Error('not measured');
  const file = new ReportFile(tasks, places.succeeded);
  expect(file.length).toBeGreaterThan(600_000);
  expect(await turnsDuring(file.hash())).toBeGreaterThanOrEqual(8);
});

test('a manifest has the MD5 of its files, in the length that was known before', async () => {
  const tasks = syntheticTasks(
    {
      id: 'small',
      createdAt: START,
      request,
      plan: plan({ tasks: 10, failedTasks: 3 }),
      queue: undefined,
      actions: [],
      tags: new Map(),
      statusUpdateReason: undefined,
    },
    10,
  );
  const places = await findPlaces(tasks);
  const files = statuses.map((status) => ({
    status,
    bucket: 'reports',
    key: `ü/${status}.csv`,
    file: new ReportFile(tasks, places[status]),
  }));
  const { json, md5 } = reportManifest(files, Date.UTC(2019, 3, 5, 17, 48, 39, 725));
  // In turns, or when they are read: the same.
  await json.prepare?.();
  const text = bytesOf(json).toString();
  const md5Of = (index: number) =>
    createHash('md5')
      .update(bytesOf(files[index]?.file as ReportFile))
      .digest('hex');
  expect(Buffer.byteLength(text)).toBe(json.length);
  expect(text).toBe(
    `{"Format":"Report_CSV_20180820","ReportCreationDate":"2019-04-05T17:48:39.725Z","Results":[{"TaskExecutionStatus":"succeeded","Bucket":"reports","MD5Checksum":"${md5Of(0)}","Key":"ü/succeeded.csv"},{"TaskExecutionStatus":"failed","Bucket":"reports","MD5Checksum":"${md5Of(1)}","Key":"ü/failed.csv"}],"ReportSchema":"Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage"}`,
  );
  expect(bytesOf(md5).toString()).toBe(`${createHash('md5').update(text).digest('hex')}\n`);
  expect(reportManifest(files, 0).json.length).toBe(json.length);
});
