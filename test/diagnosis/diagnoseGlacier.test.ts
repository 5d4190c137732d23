import { expect, test } from 'vitest';
import { diagnoseGlacierJob, diagnoseRefusal } from '../../src/diagnosis/diagnoseGlacier.ts';

test.each([
  ['PolicyEnforcedException', 'InitiateJob request denied by current data retrieval policy.', 'POLICY_ENFORCED'],
  [
    'ResourceNotFoundException',
    'The archive ID was not found: NkbByEejwEggmBz2fTHgJrg0XBoDfjP4q6iu87',
    'ARCHIVE_NOT_FOUND',
  ],
  [
    'InvalidParameterValueException',
    'Invalid vault name: arn:aws:glacier:us-east-1:012345678901:vaults/photos',
    'ARCHIVE_NOT_FOUND',
  ],
  [
    'ResourceNotFoundException',
    'No inventory is available yet for vault: arn:aws:glacier:us-east-1:012345678901:vaults/photos',
    'NO_INVENTORY_YET',
  ],
])('a start refused with %s "%s" is diagnosed', (awsCode, message, code) => {
  expect(diagnoseRefusal({ awsCode, message })?.code).toBe(code);
  expect(diagnoseRefusal({ awsCode: null, message })).toBeNull();
});

test('another refusal has no diagnosis', () => {
  expect(diagnoseRefusal({ awsCode: 'AccessDeniedException', message: 'Access denied' })).toBeNull();
});

test('the diagnosis of a failed vault job is a guess: AWS publishes no texts', () => {
  const action = 'INVENTORY_RETRIEVAL';
  const statusMessage = 'The archive ID was not found: abc';
  expect(diagnoseGlacierJob({ action, statusCode: 'FAILED', statusMessage })).toMatchObject([
    { code: 'ARCHIVE_NOT_FOUND', confidence: 'GUESSED' },
  ]);
  expect(diagnoseGlacierJob({ action, statusCode: 'SUCCEEDED', statusMessage })).toEqual([]);
  expect(diagnoseGlacierJob({ action, statusCode: 'FAILED', statusMessage: null })).toEqual([]);
});

test('a failed archive retrieval has the documented cause, whatever AWS says, unless its text has another one', () => {
  const codesOf = (statusCode: string, statusMessage: string | null) =>
    diagnoseGlacierJob({ action: 'ARCHIVE_RETRIEVAL', statusCode, statusMessage }).map(({ code }) => code);
  expect(codesOf('FAILED', 'The retrieval failed.')).toEqual(['RETRIEVAL_FAILED']);
  expect(codesOf('FAILED', null)).toEqual(['RETRIEVAL_FAILED']);
  expect(codesOf('FAILED', 'Request denied by current data retrieval policy.')).toEqual(['POLICY_ENFORCED']);
  expect(codesOf('SUCCEEDED', null)).toEqual([]);
});
