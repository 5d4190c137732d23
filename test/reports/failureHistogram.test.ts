import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvRows } from '../../src/reports/csvRows.ts';
import { FailureHistogram } from '../../src/reports/failureHistogram.ts';

function histogramOf(text: string) {
  const rows = new CsvRows();
  const histogram = new FailureHistogram();
  rows.push(Buffer.from(text));
  rows.finish();
  for (let row = rows.next(); row !== false && row !== undefined; row = rows.next()) if (row) histogram.add(rows);
  return { histogram, skipped: rows.skipped };
}

describe('the histogram of failures', () => {
  test('counts failed tasks by code and status, with the first of each and its diagnosis', () => {
    const { histogram, skipped } = histogramOf(
      [
        'b,1,,succeeded,200,,ok',
        'b,2,,failed,403,AccessDenied,Access Denied',
        'b,3,,failed,404,NoSuchKey,gone',
        'b,4,,failed,NoSuchKey,404,gone',
        'b,5',
        'b,6,,failed,404,"NoSuchKey",gone',
      ].join('\r\n'),
    );
    expect(histogram.groups()).toMatchObject([
      {
        errorCode: 'NoSuchKey',
        httpStatusCode: 404,
        count: 3,
        sample: { key: '3' },
        diagnosis: { code: 'OBJECT_NOT_FOUND' },
      },
      {
        errorCode: 'AccessDenied',
        httpStatusCode: 403,
        count: 1,
        sample: { key: '2' },
        diagnosis: { code: 'ACCESS_DENIED' },
      },
    ]);
    expect([histogram.tasksRead, histogram.ungrouped, skipped.count]).toEqual([5, 0, 1]);
  });

  test('counts each task once', () => {
    const status = fc.constantFrom('succeeded', 'failed', 'new');
    const code = fc.constantFrom('', 'A', 'B', 'constructor');
    const http = fc.constantFrom('', '200', '404');
    fc.assert(
      fc.property(fc.array(fc.tuple(status, http, code)), (tasks) => {
        const { histogram } = histogramOf(tasks.map((task) => `b,k,,${task.join(',')},m\n`).join(''));
        const failed = tasks.filter(([each]) => each !== 'succeeded');
        const groups = histogram.groups();
        return (
          histogram.tasksRead === tasks.length &&
          groups.reduce((sum, { count }) => sum + count, 0) === failed.length &&
          groups.length === new Set(failed.map(([, ...rest]) => rest.join(' '))).size
        );
      }),
    );
  });

  test('keeps a bounded number of groups, and counts the rest', () => {
    const { histogram } = histogramOf(
      Array.from({ length: 3_000 }, (_, index) => `b,k,,failed,400,Code${index % 1_500},m\n`).join(''),
    );
    expect([histogram.groups().length, histogram.ungrouped, histogram.tasksRead]).toEqual([1_000, 1_000, 3_000]);
  });
});
