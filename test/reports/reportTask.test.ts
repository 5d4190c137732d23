import { describe, expect, test } from 'vitest';
import { CsvRows } from '../../src/reports/csvRows.ts';
import { decodeKey, readFailure, readTask } from '../../src/reports/reportTask.ts';

const taskOf = (row: string) => {
  const rows = new CsvRows();
  rows.push(Buffer.from(`${row}\r\n`));
  expect(rows.next()).toBe(true);
  return { task: readTask(rows), skipped: rows.skipped };
};

describe('a task of a completion report', () => {
  // Rows of real jobs.
  test('that succeeded', () => {
    expect(taskOf('bucket,control.txt,lIX2,succeeded,200,,success').task).toEqual({
      bucket: 'bucket',
      key: 'control.txt',
      encodedKey: 'control.txt',
      versionId: 'lIX2',
      status: 'SUCCEEDED',
      httpStatusCode: 200,
      errorCode: null,
      message: 'success',
    });
  });

  test('that failed, in the order of columns that S3 writes, and in the one that its schema declares', () => {
    const failed = {
      status: 'FAILED',
      httpStatusCode: 500,
      errorCode: 'SrcObjectNotEligible',
      message: 'not eligible',
    };
    expect(taskOf('b,k,v,failed,500,SrcObjectNotEligible,not eligible').task).toMatchObject(failed);
    expect(taskOf('b,k,v,failed,SrcObjectNotEligible,500,not eligible').task).toMatchObject(failed);
  });

  test('has its key decoded once, and as the manifest has it', () => {
    expect(taskOf('b,pct%2520literal.txt,,succeeded,200,,').task).toMatchObject({
      key: 'pct%20literal.txt',
      encodedKey: 'pct%2520literal.txt',
      versionId: null,
      message: null,
    });
    expect([decodeKey('a+b%2Fc'), decodeKey('100%'), decodeKey('%C3%BC'), decodeKey('%FF')]).toEqual([
      'a+b/c',
      '100%',
      'ü',
      '%FF',
    ]);
  });

  test('without a version has an empty version, or null', () => {
    expect(taskOf('b,k,null,succeeded,200,,').task?.versionId).toBeNull();
    expect(taskOf('b,k,,succeeded,200,,').task?.versionId).toBeNull();
  });

  test('with an unknown status is neither succeeded nor failed', () => {
    expect(taskOf('b,k,,skipped,,,').task?.status).toBe('OTHER');
    expect(taskOf('b,k,,constructor,,,').task?.status).toBe('OTHER');
  });

  test.each([
    ['400', 'InvalidRequest', 400, 'InvalidRequest'],
    ['InvalidRequest', '400', 400, 'InvalidRequest'],
    ['', 'InvalidRequest', null, 'InvalidRequest'],
    ['InvalidRequest', '', null, 'InvalidRequest'],
    ['400', '', 400, null],
    ['', '400', 400, null],
    ['', '', null, null],
    // Both look like a status: S3's own order.
    ['400', '404', 400, '404'],
    ['999', 'Code', null, 'Code'],
  ])('with the columns "%s" and "%s" has one status and one code', (first, last, httpStatusCode, errorCode) => {
    expect(readFailure(first, last)).toEqual({ httpStatusCode, errorCode });
  });

  test('is none if the row has another number of columns', () => {
    expect(taskOf('b,k,,failed,400,InvalidRequest')).toMatchObject({
      task: null,
      skipped: { count: 1, first: [{ message: 'The row at byte 0 was skipped: it has 6 columns instead of 7.' }] },
    });
  });
});
