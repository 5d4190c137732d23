// The reason of a failure in one line.
import { expect, test } from 'vitest';
import { reasonOf } from '../../src/core/reasonOf.ts';

const failure = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each<[string, unknown, string]>([
  ['a message of several lines', failure('Command failed: helper\n  no token\n'), 'Command failed: helper no token'],
  ['a message with a full stop', failure('Not found.'), 'Not found'],
  ['an error without a message', failure('', { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['an error with nothing', Object.assign(failure(''), { name: '' }), 'unknown error'],
  [
    'several addresses',
    new AggregateError([failure('connect ECONNREFUSED ::1:80'), failure('connect ECONNREFUSED 127.0.0.1:80')]),
    'connect ECONNREFUSED ::1:80; connect ECONNREFUSED 127.0.0.1:80',
  ],
  ['fetch', Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }), 'ECONNREFUSED'],
  ['a connection', failure('self-signed certificate', { host: 'a.example' }), 'self-signed certificate (a.example)'],
  [
    'a connection through a proxy',
    failure('timeout', { host: 'a.example', proxy: 'p.example:3128' }),
    'timeout (a.example, proxy p.example:3128)',
  ],
  [
    'a message that names the host',
    failure('getaddrinfo ENOTFOUND a.example', { host: 'a.example' }),
    'getaddrinfo ENOTFOUND a.example',
  ],
  ['a text', 'no', 'no'],
  ['nothing', undefined, 'undefined'],
])('%s', (_, error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});
