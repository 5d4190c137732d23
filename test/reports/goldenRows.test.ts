// The gateway reads the rows that AWS and the simulator write.
import { expect, test } from 'vitest';
import { CsvRows } from '../../src/reports/csvRows.ts';
import { readTask } from '../../src/reports/reportTask.ts';
import { goldenRows } from './goldenRows.ts';

test.each(goldenRows)('a row is read: $source', ({ row, task, result }) => {
  const rows = new CsvRows();
  rows.push(Buffer.from(`${row}\r\n`));
  expect(rows.next()).toBe(true);
  expect(readTask(rows)).toEqual({
    bucket: task.bucket,
    key: decodeURIComponent(task.encodedKey),
    encodedKey: task.encodedKey,
    versionId: task.versionId === 'null' ? null : (task.versionId ?? null),
    status: result.status.toUpperCase(),
    httpStatusCode: result.httpStatusCode,
    errorCode: result.errorCode || null,
    message: result.message,
  });
  expect(rows.skipped.count).toBe(0);
});
