// Errors by their name, status and origin, as the SDK reports them.
import { describe, expect, test } from 'vitest';
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
    ['SyntaxError', 404],
    ['NotFound', 404],
    ['Unknown', 404],
    ['SyntaxError', 500],
    ['VaultNotFound', 500],
  ])('%s with the status %d is SERVICE_UNAVAILABLE, without its text', (name, status) => {
    expect(translateError(thrown(name, status))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'AWS sent an unreadable response.',
    });
  });
});
