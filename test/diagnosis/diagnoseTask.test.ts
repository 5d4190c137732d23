import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosedCodes, diagnoseTask, type TaskFailure } from '../../src/diagnosis/diagnoseTask.ts';
import { diagnosisCodes } from '../../src/diagnosis/diagnosis.ts';

const failure = (errorCode: string | null, httpStatusCode: number | null = null, message: string | null = null) =>
  diagnoseTask({ errorCode, httpStatusCode, message });

describe('the diagnosis of a failed task', () => {
  // Rows of real jobs, and of AWS's documentation.
  test.each<[string, TaskFailure, string, boolean]>([
    [
      'a copy of an object above 5 GB',
      {
        errorCode: 'InvalidRequest',
        httpStatusCode: 400,
        message:
          'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120 (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: 4X9)',
      },
      'OBJECT_TOO_LARGE',
      false,
    ],
    [
      'an empty version ID',
      { errorCode: 'InvalidRequest', httpStatusCode: 400, message: 'Task failed due to missing VersionId' },
      'VERSION_ID_MISSING',
      false,
    ],
    [
      'an object that no replication rule applies to, although its status is 500',
      {
        errorCode: 'SrcObjectNotEligible',
        httpStatusCode: 500,
        message: 'Object is not eligible for replication',
      },
      'REPLICATION_NOT_ELIGIBLE',
      false,
    ],
    [
      'an error of a Lambda function, although its status is 200',
      {
        errorCode: 'PermanentFailure',
        httpStatusCode: 200,
        message: 'Lambda returned function error: {"errorMessage":"division by zero"}',
      },
      'LAMBDA_PERMANENT_FAILURE',
      false,
    ],
    [
      'a missing right',
      { errorCode: 'AccessDenied', httpStatusCode: 403, message: 'Access Denied' },
      'ACCESS_DENIED',
      true,
    ],
    [
      'a restore in progress',
      { errorCode: 'RestoreAlreadyInProgress', httpStatusCode: 409, message: null },
      'RESTORE_IN_PROGRESS',
      false,
    ],
    [
      'a checksum that could not be computed',
      {
        errorCode: 'PermanentFailure',
        httpStatusCode: 200,
        message: 'error details: {"failureMessage":"SSE-C encryption type is not supported","errorCode":"400"}',
      },
      'CHECKSUM_NOT_COMPUTED',
      false,
    ],
    ['throttling', { errorCode: 'SlowDown', httpStatusCode: 503, message: null }, 'TEMPORARY_FAILURE', true],
  ])('of %s', (_, task, code, retryable) => {
    expect(diagnoseTask(task)).toMatchObject({ code, retryable });
  });

  test('has the meaning of the code, whatever the HTTP status', () => {
    for (const [errorCode, code] of diagnosedCodes) {
      for (const status of [null, 200, 403, 404, 500, 503]) expect(failure(errorCode, status)?.code).toBe(code);
    }
  });

  test('covers all replication codes of the S3 user guide', () => {
    const codes = [...diagnosedCodes.keys()].filter((code) => /^(?:Src|Dst|AssumeRole|InitiateReplication)/.test(code));
    expect(codes).toHaveLength(27);
  });

  test('of an unknown code follows from its HTTP status, as a guess', () => {
    expect(failure('KMS.DisabledException', 403)).toMatchObject({ code: 'ACCESS_DENIED', confidence: 'GUESSED' });
    expect(failure(null, 404)).toMatchObject({ code: 'OBJECT_NOT_FOUND', confidence: 'GUESSED' });
    expect(failure('NewCode', 503)).toMatchObject({ code: 'TEMPORARY_FAILURE', confidence: 'GUESSED' });
  });

  test('is null for what nothing is known of', () => {
    expect(failure(null)).toBeNull();
    expect(failure('NewCode', 418, 'teapot')).toBeNull();
  });

  test('never throws, and never has a code without a row', () => {
    const text = fc.option(
      fc.oneof(fc.string(), fc.constantFrom(...diagnosedCodes.keys(), 'constructor', '__proto__')),
    );
    const codes = new Set<string>(diagnosisCodes);
    fc.assert(
      fc.property(text, fc.option(fc.integer({ min: 100, max: 599 })), text, (errorCode, httpStatusCode, message) => {
        const diagnosis = diagnoseTask({ errorCode, httpStatusCode, message });
        return diagnosis === null || codes.has(diagnosis.code);
      }),
    );
  });
});
