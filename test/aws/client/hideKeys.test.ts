// What a helper prints about its failure, in the log: without keys and tokens, and with all the rest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideKeys } from '../../../src/aws/client/hideKeys.ts';

// The first is the example of AWS's documentation.
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const token = `IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQ${'Dk3/x+Y9'.repeat(40)}==`;
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('it hides', () => {
  test.each([
    ['a secret key', `key ${secret} is not valid`, 'key *** is not valid'],
    ['a secret key that starts with a slash', `/${secret.slice(1)}`, '***'],
    ['an ID of a key', 'user AKIAIOSFODNN7EXAMPLE, session ASIAIOSFODNN7EXAMPLE', 'user ***, session ***'],
    ['a session token', `token=${token}`.replace('=', ': '), 'token: ***'],
    ['a JWT', `Authorization: Bearer ${jwt}`, 'Authorization: Bearer ***.***.***'],
    [
      'the credentials as JSON',
      JSON.stringify({ Version: 1, AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: secret, SessionToken: token }),
      '{"Version":1,"AccessKeyId":"***","SecretAccessKey":"***","SessionToken":"***"}',
    ],
  ])('%s', (_, text, shown) => {
    expect(hideKeys(text)).toBe(shown);
  });

  test('every secret key with small and capital letters', () => {
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
    const key = fc.string({ unit: letter, minLength: 40, maxLength: 40 }).filter((each) => /[A-Z].*[a-z]/.test(each));
    fc.assert(
      fc.property(key, (each) => {
        expect(hideKeys(`error: ${each}!`)).toBe('error: ***!');
      }),
    );
  });
});

test.each([
  'The SSO session associated with this profile has expired or is otherwise invalid.',
  '/home/Bob/.aws/credential-Helper2/bin/get_credentials_V2.py: line 12: jq: command not found',
  'arn:aws:iam::111122223333:role/administrators is not authorized to perform sts:AssumeRole',
  'An error occurred (ExpiredTokenException) when calling the GetRoleCredentials operation',
  'request 9b2a7c1e-5d1f-4e0a-9c3b-1f2e3d4c5b6a to https://portal.sso.eu-central-1.amazonaws.com failed: 401',
])('it keeps "%s"', (text) => {
  expect(hideKeys(text)).toBe(text);
});
