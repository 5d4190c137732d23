// Checksums and results of Lambda functions in the messages of tasks.
import { describe, expect, test } from 'vitest';
import { checksumOf, lambdaResultOf } from '../../src/reports/taskResult.ts';

const succeeded = (message: string | null) => ({ status: 'SUCCEEDED' as const, errorCode: null, message });

describe('a computed checksum', () => {
  // As the example of AWS's page has it: escaped equals signs, capitals.
  const documented =
    '{"checksum_base64":"bS9TOQ\\u003d\\u003d","etag":"3c3c1813042989094598e4b57ecbdc82","checksumAlgorithm":"CRC32","checksumType":"FULL_OBJECT","checksum_hex":"6D2F5339"}';

  test('is read from the JSON of the message', () => {
    expect(checksumOf(succeeded(documented))).toEqual({
      algorithm: 'CRC32',
      type: 'FULL_OBJECT',
      base64: 'bS9TOQ==',
      hex: '6d2f5339',
      eTag: '3c3c1813042989094598e4b57ecbdc82',
    });
  });

  test('may have an algorithm of the future, or none', () => {
    expect(checksumOf(succeeded('{"checksum_base64":"AAAA","checksumAlgorithm":"SHA1024"}'))).toEqual({
      algorithm: 'OTHER',
      type: null,
      base64: 'AAAA',
      hex: '000000',
      eTag: null,
    });
  });

  test.each([
    null,
    '',
    'Successful',
    '{}',
    '[]',
    'null',
    '{"checksum_base64":""}',
    '{"checksum_base64":7}',
    '{"checksum_base64":"no base64"}',
  ])('is not in %s', (message) => {
    expect(checksumOf(succeeded(message))).toBeNull();
  });

  test('is not of a failed task', () => {
    expect(checksumOf({ status: 'FAILED', message: documented })).toBeNull();
  });
});

describe('a result of a Lambda function', () => {
  test('has the text that the function returned', () => {
    expect(lambdaResultOf(succeeded("{u'CopySourceVersionId': 'xVR78haVKlRnurYofbTfYr3ufYbktF8h'}"))).toEqual({
      resultCode: 'SUCCEEDED',
      resultString: "{u'CopySourceVersionId': 'xVR78haVKlRnurYofbTfYr3ufYbktF8h'}",
      functionError: null,
    });
    expect(lambdaResultOf({ status: 'FAILED', errorCode: 'TemporaryFailure', message: 'later' })).toEqual({
      resultCode: 'TEMPORARY_FAILURE',
      resultString: 'later',
      functionError: null,
    });
    expect(lambdaResultOf(succeeded(null))).toMatchObject({ resultString: null });
  });

  test('has the error that the function threw', () => {
    const message = 'Lambda returned function error: {"errorMessage":"no"}';
    expect(lambdaResultOf({ status: 'FAILED', errorCode: 'PermanentFailure', message })).toEqual({
      resultCode: 'PERMANENT_FAILURE',
      resultString: null,
      functionError: '{"errorMessage":"no"}',
    });
  });

  test('is null if the function was not invoked', () => {
    expect(lambdaResultOf({ status: 'FAILED', errorCode: 'AccessDenied', message: 'no' })).toBeNull();
    expect(lambdaResultOf({ status: 'OTHER', errorCode: null, message: 'no' })).toBeNull();
  });
});
