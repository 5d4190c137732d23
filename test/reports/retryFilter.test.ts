import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnoseTask } from '../../src/diagnosis/diagnoseTask.ts';
import { CsvRows } from '../../src/reports/csvRows.ts';
import { RetryFilter, retryRow } from '../../src/reports/retryFilter.ts';

/** Both passes over a report: the filter of the first one, and the manifest that the second one writes. */
function retry(report: string, errorCodes: readonly string[] = []) {
  const rowsOf = () => {
    const rows = new CsvRows();
    rows.push(Buffer.from(report));
    rows.finish();
    return rows;
  };
  const visit = (rows: CsvRows, use: () => void) => {
    for (let row = rows.next(); row !== false && row !== undefined; row = rows.next()) if (row) use();
  };
  const filter = new RetryFilter(errorCodes);
  const rows = rowsOf();
  visit(rows, () => filter.admits(rows));
  const second = new RetryFilter(errorCodes);
  const again = rowsOf();
  const written: Buffer[] = [];
  visit(again, () => {
    if (second.admits(again)) written.push(...retryRow(again, filter.versioned > 0));
  });
  expect(second.tasks).toBe(filter.tasks);
  return { filter, manifest: Buffer.concat(written).toString(), skipped: rows.skipped.count };
}

describe('the tasks that run again', () => {
  test('have the columns of the report, byte for byte', () => {
    const { manifest } = retry('b,"k ""1""",v,failed,500,InternalError,m\r\nb,%2541+,,failed,500,InternalError,m\r\n');
    expect(manifest).toBe('b,"k ""1""",v\nb,%2541+,null\n');
  });

  test('are rows of the manifest that the scanner reads as the same objects', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', '%20', '+'), minLength: 1 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const task = fc.record({
      key: field,
      versionId: fc.constantFrom('', 'v1', 'null'),
      failure: fc.constantFrom('500,InternalError', '404,NoSuchKey', ',', '400,InvalidRequest', '200,Odd'),
      status: fc.constantFrom('failed', 'succeeded', 'new'),
      message: fc.constantFrom('m', 'missing VersionId', 'x, y'),
    });
    fc.assert(
      fc.property(
        fc.array(task),
        fc.subarray(['NoSuchKey', 'InvalidRequest', 'Odd', 'InternalError']),
        (tasks, codes) => {
          const report = tasks
            .map(
              ({ key, versionId, failure, status, message }) =>
                `b,${quoted(key)},${versionId},${status},${failure},${quoted(message)}\r\n`,
            )
            .join('');
          const { filter, manifest, skipped } = retry(report, codes);
          const failed = tasks.filter(({ status }) => status === 'failed');
          const wanted = failed.filter(({ failure, message }) => {
            const [status = '', errorCode = ''] = failure.split(',');
            if (codes.length > 0) return codes.includes(errorCode);
            const diagnosis = diagnoseTask({
              errorCode: errorCode || null,
              httpStatusCode: Number(status) || null,
              message,
            });
            return diagnosis?.retryable !== false;
          });
          const isVersioned = wanted.some(({ versionId }) => versionId !== '');
          const versioned = wanted.filter(({ versionId }) => versionId !== '').length;
          expect([skipped, filter.tasks, filter.versioned]).toEqual([0, wanted.length, versioned]);
          expect(filter.showsVersions).toBe(
            failed.some(
              ({ versionId, failure, message }) =>
                versionId !== '' || (failure === '400,InvalidRequest' && message === 'missing VersionId'),
            ),
          );
          expect(filter.leftOut().reduce((sum, { count }) => sum + count, 0)).toBe(failed.length - wanted.length);
          const rows = new CsvRows();
          rows.push(Buffer.from(manifest));
          rows.finish();
          for (const { key, versionId } of wanted) {
            expect(rows.next()).toBe(true);
            expect([rows.fields, rows.text(1), rows.text(2)]).toEqual([
              isVersioned ? 3 : 2,
              key,
              isVersioned ? versionId || 'null' : undefined,
            ]);
          }
          expect(rows.next()).toBe(false);
        },
      ),
    );
  });

  test('are none without an object', () => {
    const { filter, skipped } = retry('b,,,failed,500,InternalError,m\n,k,,failed,500,InternalError,m\n');
    expect([filter.tasks, skipped]).toEqual([0, 2]);
  });

  test('are decided by the message if the code has several meanings', () => {
    const { filter } = retry(
      'b,1,,failed,400,InvalidRequest,missing VersionId\nb,2,,failed,400,InvalidRequest,other\nb,3,,failed,400,InvalidRequest,other\n',
    );
    expect(filter.leftOut().map(({ count, diagnosis }) => [count, diagnosis?.code])).toEqual([
      [2, 'INVALID_REQUEST'],
      [1, 'VERSION_ID_MISSING'],
    ]);
  });

  test('keep a bounded number of groups of what is left out', () => {
    const report = Array.from({ length: 3_000 }, (_, index) => `b,k,,failed,400,Code${index},m\n`).join('');
    const { filter, manifest } = retry(report, ['Code2999']);
    expect([filter.tasks, filter.leftOut().length, manifest]).toEqual([1, 1_000, 'b,k\n']);
  });
});
