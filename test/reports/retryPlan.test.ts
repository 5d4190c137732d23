// Both readings of a report that a retry makes.
import { expect, test } from 'vitest';
import { anonymous } from '../../src/access/caller.ts';
import { createAws } from '../../src/aws/client/createAws.ts';
import { planRetry, type RetrySource, retryRows } from '../../src/reports/retryPlan.ts';
import { backendAt } from '../aws/backendAt.ts';
import { withStore } from '../simulator/s3/s3Support.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const rowOf = (key: string) => `photos,${key},,failed,500,InternalError,x\n`;

async function withReport(text: string, more: Partial<RetrySource> = {}) {
  const { simulator, put } = await withStore();
  await put('failed.csv', text);
  const aws = createAws(backendAt(simulator.url, location), { attempt: 60_000, call: 60_000 });
  const file = { taskStatus: 'FAILED', bucket: 'store', key: 'failed.csv', md5Checksum: null } as const;
  const source: RetrySource = {
    aws: aws.session(anonymous, new AbortController().signal),
    location,
    files: [file],
    maxBytes: 1_000,
    readers: new Map(),
    errorCodes: [],
    ...more,
  };
  const written = async () => {
    const plan = await planRetry(source);
    return {
      plan,
      rows: async () => {
        const rows: Buffer[] = [];
        for await (const row of retryRows(source, plan, false)) rows.push(row);
        return Buffer.concat(rows).toString();
      },
    };
  };
  return { put, written, [Symbol.dispose]: () => aws.close() };
}

test('the rows of a manifest are those that were planned', async () => {
  using report = await withReport(rowOf('a') + rowOf('b'));
  const { plan, rows } = await report.written();
  expect([plan.tasks, await rows()]).toEqual([2, 'photos,a\nphotos,b\n']);
});

const fileOf = (key: string) => ({ taskStatus: 'FAILED', bucket: 'store', key, md5Checksum: null }) as const;

test.each([
  ['with more bytes of failed tasks than the bound', { maxBytes: 36 }, 'more than 36 bytes'],
  ['that lists a file twice', { files: [fileOf('failed.csv'), fileOf('failed.csv')] }, 'failed.csv twice'],
  ['of more files than S3 writes', { files: Array.from({ length: 9 }, (_, n) => fileOf(`${n}.csv`)) }, '9 files'],
])('a report %s is not retried', async (_, more, message) => {
  using report = await withReport(rowOf('a'), more);
  await expect(report.written()).rejects.toMatchObject({
    extensions: { code: 'OUTPUT_UNREADABLE' },
    message: expect.stringContaining(message),
  });
});

test('a report at the bound is retried', async () => {
  using report = await withReport(rowOf('a'), { maxBytes: 37 });
  expect((await report.written()).plan.tasks).toBe(1);
});

test('no rows are written of a report that was replaced by one with as many failed tasks', async () => {
  using report = await withReport(rowOf('a'));
  const { rows } = await report.written();
  await report.put('failed.csv', rowOf('other'));
  await expect(rows()).rejects.toMatchObject({
    extensions: { code: 'SERVICE_UNAVAILABLE' },
    message: expect.stringContaining('was replaced while it was read'),
  });
});
