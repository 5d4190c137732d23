import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/aws/backend.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import {
  checkByteRange,
  checkDescription,
  checkLocation,
  checkOpaqueId,
  checkSnsTopic,
  checkTags,
  checkVaultName,
  checkWholeNumber,
} from '../../../src/schema/kit/checks.ts';

const backend: Backend = {
  kind: 'AWS',
  accounts: [
    { accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] },
    { accountId: '444455556666', name: null, regions: ['eu-west-1'] },
  ],
  trustedAccounts: ['111111111111'],
  clock: systemClock,
  endpoints: () => ({}),
  credentials: () => undefined,
};

const errorOf = (check: () => unknown): { path: readonly string[]; message: string } => {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidInputError) return { path: error.inputPath, message: error.message };
    throw error;
  }
  throw new Error('no error was thrown');
};

describe('checkLocation', () => {
  test('returns the default location if both arguments are omitted', () => {
    expect(checkLocation(backend, {})).toEqual({ accountId: '111122223333', region: 'us-east-1' });
  });

  test("returns the account's own default region if it lacks the gateway's", () => {
    expect(checkLocation(backend, { accountId: '444455556666' })).toEqual({
      accountId: '444455556666',
      region: 'eu-west-1',
    });
  });

  test('rejects accounts and regions that are not configured and lists the configured ones', () => {
    expect(errorOf(() => checkLocation(backend, { accountId: '999999999999' }, ['input']))).toEqual({
      path: ['input', 'accountId'],
      message: 'input.accountId: unknown account; configured accounts: 111122223333, 444455556666.',
    });
    for (const region of [
      'eu-west-1',
      'us-east-1.evil.example',
      '127.0.0.1',
      '169.254.169.254',
      '',
      '../',
      'us-east-1@evil',
    ]) {
      expect(errorOf(() => checkLocation(backend, { region })).path).toEqual(['region']);
    }
  });
});

describe('checkVaultName', () => {
  test.each(['a', 'Photos_2019.raw-1', '...', 'x'.repeat(255)])('accepts %s', (name) => {
    expect(checkVaultName(name, ['name'])).toBe(name);
  });

  test.each([
    '',
    '.',
    '..',
    'a/b',
    '../x',
    '%2e%2e',
    'a b',
    'a\u0000',
    'x'.repeat(256),
    'ü',
    'a\n',
    'arn:aws:glacier:us-east-1:999999999999:vaults/x',
    'http://127.0.0.1/',
  ])('rejects %j', (name) => {
    expect(errorOf(() => checkVaultName(name, ['name'])).message).toMatch(/^name: a vault name has 1 to 255/);
  });
});

describe('checkOpaqueId', () => {
  test.each(['-starts-with-hyphen', 'a_b-C9', 'x'.repeat(138)])('accepts %s', (id) => {
    expect(checkOpaqueId(id, ['jobId'])).toBe(id);
  });
  test.each(['', 'a/b', 'a\r\nb', 'a b', '..', '%2f', 'x'.repeat(1025)])('rejects %j', (id) => {
    expect(errorOf(() => checkOpaqueId(id, ['jobId'])).path).toEqual(['jobId']);
  });
});

describe('checkByteRange', () => {
  const mebibyte = 1024 * 1024;
  test('formats a range as AWS expects it', () => {
    expect(checkByteRange({ start: mebibyte, end: 2 * mebibyte - 1 }, [])).toBe('1048576-2097151');
    expect(checkByteRange({ start: 0, end: 5 }, [])).toBe('0-5');
    expect(checkByteRange(null, [])).toBeUndefined();
  });
  test.each([
    [{ start: 1, end: mebibyte }, 'start'],
    [{ start: -mebibyte, end: 1 }, 'start'],
    [{ start: mebibyte, end: 0 }, 'end'],
  ])('rejects %j with the path of %s', (range, at) => {
    expect(errorOf(() => checkByteRange(range, ['input', 'range'])).path).toEqual(['input', 'range', at]);
  });
});

describe('checkSnsTopic', () => {
  const here = { accountId: '111122223333', region: 'us-west-2' };
  test("accepts a trusted account's topic but no topic of another region", () => {
    const arn = 'arn:aws:sns:us-west-2:111111111111:topic';
    expect(checkSnsTopic(arn, backend, here, ['t'])).toBe(arn);
    expect(errorOf(() => checkSnsTopic('arn:aws:sns:us-east-1:111122223333:topic', backend, here, ['t'])).message).toBe(
      't: the topic must be in the region of the vault, us-west-2.',
    );
  });
  test.each([
    'arn:aws:sqs:us-west-2:111122223333:q',
    'arn:aws:sns:us-west-2:1:t',
    'arn:aws:sns:us-west-2:111122223333:',
    'x',
  ])('rejects %s', (arn) => {
    expect(errorOf(() => checkSnsTopic(arn, backend, here, ['t'])).message).toBe(
      't: the value must be the ARN of an SNS topic.',
    );
  });
});

describe('the other checks', () => {
  test('checkDescription allows at most 986 characters of printable ASCII', () => {
    expect(checkDescription(' ~'.repeat(493), [])).toHaveLength(986);
    for (const text of ['x'.repeat(987), 'tab\t', 'ü', 'line\n']) errorOf(() => checkDescription(text, []));
  });
  test('checkWholeNumber rejects values outside its bounds', () => {
    expect(checkWholeNumber(1, { from: 1 }, [])).toBe(1);
    expect(errorOf(() => checkWholeNumber(0, { from: 1 }, ['limit'])).message).toBe(
      'limit: the value must be at least 1.',
    );
    expect(errorOf(() => checkWholeNumber(9, { from: 1, to: 8 }, ['limit'])).message).toBe(
      'limit: the value must be between 1 and 8.',
    );
  });
  test.each([
    [[{ key: '', value: '' }], ['0', 'key']],
    [[{ key: 'x'.repeat(129), value: '' }], ['0', 'key']],
    [[{ key: 'aws:x', value: '' }], ['0', 'key']],
    [[{ key: 'a', value: 'x'.repeat(256) }], ['0', 'value']],
    [[{ key: 'a', value: '<' }], ['0', 'value']],
    [
      [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
      ['1', 'key'],
    ],
    [Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })), []],
  ])('checkTags rejects tags that AWS would reject, with the path of the fault', (tags, at) => {
    expect(errorOf(() => checkTags(tags, 255, ['tags'])).path).toEqual(['tags', ...at]);
  });
  test('checkTags allows values as long as the service does', () => {
    const tags = [{ key: 'a', value: 'x'.repeat(256) }];
    expect(checkTags(tags, 256, ['tags'])).toBe(tags);
    expect(errorOf(() => checkTags(tags, 255, ['tags'])).message).toMatch(/^tags\.0\.value: a value has at most 255 /);
  });
});
