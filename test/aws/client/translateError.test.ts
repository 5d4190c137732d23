// Errors by their name, status and origin, as the SDK reports them.
import { describe, expect, test } from 'vitest';
import { isUnwritable } from '../../../src/aws/client/retry.ts';
import { translateError } from '../../../src/aws/client/translateError.ts';

const thrown = (name: string, httpStatusCode: number, requestId?: string) =>
  Object.assign(new Error('the text of the error'), { name, $metadata: { httpStatusCode, requestId } });

describe('what does not exist is NOT_FOUND', () => {
  test.each([
    ['ResourceNotFoundException', 404],
    ['ResourceNotFoundException', 400],
    ['ResourceNotFound', 404],
    ['VaultNotFound', 400],
    ['VaultNotFoundException', 404],
    ['NoSuchVault', 404],
    ['NoSuchJob', 404],
    ['NoSuchJobException', 400],
    ['JobNotFound', 400],
  ])('under the name %s with the status %d, with and without a request id', (name, status) => {
    for (const id of [undefined, 'a-request']) {
      expect(translateError(thrown(name, status, id))).toMatchObject({
        code: 'NOT_FOUND',
        message: 'the text of the error',
        awsCode: id ? name : null,
      });
    }
  });

  test('with a status of AWS alone', () => {
    expect(translateError(thrown('SomethingNew', 404, 'a-request')).code).toBe('NOT_FOUND');
  });
});

describe('what is no answer of AWS shows no absence', () => {
  test.each([
    // The SDK's names for a page of HTML, in JSON and in XML.
    ['SyntaxError', 404, 'AWS sent an unreadable response.'],
    ['NotFound', 404, 'AWS sent an unreadable response.'],
    ['Unknown', 404, 'AWS sent an unreadable response.'],
    ['SyntaxError', 408, 'AWS gave no reason. The HTTP status is 408.'],
    ['SyntaxError', 500, 'AWS gave no reason. The HTTP status is 500.'],
    ['VaultNotFound', 500, 'AWS gave no reason. The HTTP status is 500.'],
  ])('%s with the status %d is SERVICE_UNAVAILABLE, without its text', (name, status, message) => {
    expect(translateError(thrown(name, status))).toMatchObject({ code: 'SERVICE_UNAVAILABLE', message });
  });
});

describe('a response that the SDK cannot read', () => {
  test.each([
    ['SyntaxError', 429, 'THROTTLED', 'AWS throttles the calls.'],
    ['Error', 429, 'THROTTLED', 'AWS throttles the calls.'],
    ['SyntaxError', 400, 'UPSTREAM_REFUSED', 'AWS gave no reason. The HTTP status is 400.'],
    ['Error', 405, 'UPSTREAM_REFUSED', 'AWS gave no reason. The HTTP status is 405.'],
    ['TypeError', 413, 'UPSTREAM_REFUSED', 'AWS gave no reason. The HTTP status is 413.'],
    ['SyntaxError', 403, 'FORBIDDEN', 'AWS denies the call to the gateway.'],
    ['SyntaxError', 408, 'SERVICE_UNAVAILABLE', 'AWS gave no reason. The HTTP status is 408.'],
    ['SyntaxError', 503, 'SERVICE_UNAVAILABLE', 'AWS gave no reason. The HTTP status is 503.'],
    ['SyntaxError', 200, 'SERVICE_UNAVAILABLE', 'AWS sent an unreadable response.'],
  ])('as %s with the status %d is described by its status', (name, status, code, message) => {
    expect(translateError(thrown(name, status, 'a-request'))).toMatchObject({ code, message, awsCode: null });
  });

  test('and that denies without a request ID points at a proxy', () => {
    expect(translateError(thrown('SyntaxError', 403))).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('Check for a proxy in front of AWS'),
    });
  });

  test('is one without a name or a message too', () => {
    const unknown = Object.assign(thrown('Unknown', 400, 'a-request'), { message: 'UnknownError', $fault: 'client' });
    expect(translateError(unknown).message).toBe('AWS gave no reason. The HTTP status is 400.');
  });
});

test('an archive of another vault is said to be one', () => {
  const error = Object.assign(thrown('InvalidParameterValueException', 400, 'a-request'), {
    message: 'Invalid vault name: arn:aws:glacier:us-east-1:111122223333:vaults/w',
  });
  expect(translateError(error)).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: `${error.message} This usually means that the archive belongs to another vault.`,
  });
});

describe('a request that cannot be written is BAD_USER_INPUT', () => {
  const ofNode = (code: string) => Object.assign(new TypeError('the text of the error'), { code });
  const ofSdk = (name: string, message = 'the text of the error') => Object.assign(new Error(message), { name });
  test.each([
    ['a half surrogate in a path', new URIError('URI malformed')],
    ['a line feed in a header', ofNode('ERR_INVALID_CHAR')],
    ['a space in a path', ofNode('ERR_UNESCAPED_CHARACTERS')],
    ['a name without an endpoint', ofSdk('EndpointError')],
    ['a bucket with a slash', ofSdk('InvalidBucketName')],
    ['an empty name', ofSdk('Error', 'Empty value provided for input HTTP label: Bucket.')],
  ])('%s', (_, error) => {
    expect(isUnwritable(error)).toBe(true);
    const { code, retryable, message } = translateError(error);
    expect([code, retryable, message]).toEqual(['BAD_USER_INPUT', false, expect.stringContaining('Nothing was sent')]);
  });

  test('of AWS, or of a broken connection, no error is taken for one', () => {
    for (const error of [thrown('InvalidBucketName', 400, 'a-request'), ofNode('ECONNRESET'), ofSdk('TimeoutError')])
      expect(isUnwritable(error)).toBe(false);
  });

  test.each([414, 431])('one that is too long, with the status %d', (status) => {
    expect(translateError(thrown('SyntaxError', status))).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
  });
});

describe('a throttled call says when to retry', () => {
  const throttled = (headers: Record<string, string>) =>
    translateError(Object.assign(thrown('ThrottlingException', 400), { $response: { headers } }));

  test.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'x-amz-retry-after': '1500' }, 2],
    [{ 'retry-after': '-1' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('by the headers %o', (headers, seconds) => {
    expect(throttled(headers).retryAfterSeconds).toBe(seconds);
  });

  // GraphQL's Int ends at 2^31 - 1, and a proxy can write anything.
  test.each(['99999999999', 'Infinity', '1e400', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'after an hour at the latest: %s',
    (written) => {
      expect(throttled({ 'retry-after': written }).retryAfterSeconds).toBe(3_600);
      expect(throttled({ 'x-amz-retry-after': '1e400' }).retryAfterSeconds).toBe(3_600);
    },
  );
});
