// The content of the log. Everything is logged, secrets are sent in every possible way, and none of them is logged.

import { once } from 'node:events';
import { request } from 'node:http';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { createLog } from '../../src/telemetry/createLog.ts';
import { describeError } from '../../src/telemetry/describeError.ts';
import { redactText } from '../../src/telemetry/redactText.ts';
import { parseTraceparent } from '../../src/telemetry/requestScope.ts';
import { anyText } from '../support/anyText.ts';
import { vaultRefText } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

function collect(secrets: string[] = []) {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) }, secrets });
  return { log, lines, text: () => lines.join('') };
}

const trace = '0af7651916cd43dd8448eb211c80319c';

/** Sends a request and returns the headers of the answer. */
async function send(url: string, headers: Record<string, string>, body?: string) {
  const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers }).end(body);
  const [response] = await once(sent, 'response');
  await once(response.resume(), 'end');
  return response.headers as Record<string, string>;
}

test('no secret is in the log, wherever it was sent', async () => {
  const { log, lines, text } = collect();
  await using gateway = await startGateway({ log });
  const secret = (name: string) => `SECRET${name}0123456789abcdef`;
  const json = { 'content-type': 'application/json' };
  const { url } = gateway;
  const headers = {
    ...json,
    authorization: `Bearer ${secret('Bearer')}`,
    'proxy-authorization': `Basic ${secret('Basic')}`,
    cookie: `session=${secret('Cookie')}`,
    'x-api-key': secret('ApiKey'),
    'x-request-id': secret('RequestId'),
    'x-amz-security-token': secret('Token'),
    'user-agent': secret('Agent'),
    referer: `https://x/?token=${secret('Referer')}`,
  };
  const query = JSON.stringify({
    query: `query ($v: String!) { vault(name: "${secret('Literal')}") { name } }`,
    variables: { v: secret('Variable') },
  });
  const answer = await send(url, headers, query);
  expect(answer['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  await send(url, headers, `{"query": "${secret('Broken')}`);
  await send(url, headers, JSON.stringify({ query: `{ ${secret('Field')} }` }));
  await send(`${url}?query={__typename}&token=${secret('Query')}`, { ...json, authorization: secret('Raw') });
  await send(new URL(`/outputs/${secret('Output')}`, url).href, {});
  await send(new URL(`/${secret('Path')}`, url).href, {});
  await send(gateway.snsUrl, {}, JSON.stringify({ Token: secret('Sns'), SubscribeURL: secret('Url') }));
  const start = `mutation { initiateInventoryRetrieval(input: { ${vaultRefText('told-in-the-audit')}, idempotencyKey: "${secret('Key')}" }) { __typename } }`;
  await send(url, json, JSON.stringify({ query: start }));
  await using stream = await subscribe(
    url,
    `subscription { jobUpdates(ids: ["${secret('Id')}"]) { job { id } } }`,
    {},
    headers,
  );
  await stream.rest();
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: secret('Init') } }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', id: secret('Sub'), payload: { query: `{ ${secret('Ws')} }` } }));
  await once(socket, 'message');
  // AWS returns an unknown error that quotes the request.
  gateway.simulator.faults.set([
    {
      operation: '*',
      kind: 'error',
      code: 'InvalidSignatureException',
      status: 403,
      message: `The Canonical String should have been 'GET\nx-amz-security-token:${secret('Canonical')}\nauthorization:AWS4 ${secret('Signed')}'`,
    },
  ]);
  await gateway.query('{ vaults(first: 1) { nodes { name } } }');
  await gateway.close();
  expect(lines.length).toBeGreaterThan(8);
  expect(text()).not.toContain('SECRET');
});

test('every line of a request has the request ID of the answer, and its trace', async () => {
  const { log, lines } = collect();
  await using gateway = await startGateway({ log });
  const headers = { 'content-type': 'application/json', traceparent: `00-${trace}-b7ad6b7169203331-01` };
  const answered = await send(
    gateway.url,
    headers,
    '{"query":"query Named { vault(name: \\"media-masters\\") { name } }"}',
  );
  const own = () =>
    lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === answered['x-request-id']);
  await expect.poll(() => own().some(({ msg }) => msg === 'request')).toBe(true);
  for (const line of own()) expect(line.traceId).toBe(trace);
  expect(own().at(-1)).toMatchObject({
    method: 'POST',
    kind: 'query',
    operationName: 'Named',
    caller: 'anonymous',
    calls: 1,
    status: 200,
    milliseconds: expect.any(Number),
  });
});

test.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
  ['01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-later', true],
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', false],
  ['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', false],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', false],
  ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', false],
  ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', false],
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331', false],
  ['', false],
])('traceparent %j counts: %s', (header, counts) => {
  expect(parseTraceparent(header) !== null).toBe(counts);
});

describe('a line', () => {
  test('is one line of printable characters, whatever a client sends', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 60 }), (text) => {
        const { log, lines } = collect();
        log.info({ text, [text]: 1, err: new Error(text) }, text);
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(/^[^\n]*\n$/);
        expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
      }),
    );
  });

  test('contains no request, answer, header or credential, and no secret of the configuration', () => {
    const { log, text } = collect(['hunter22', 'p@ss-word']);
    const everything = { authorization: 'hidden-one', password: 'hidden-two' };
    log.info(
      { req: everything, res: everything, headers: everything, credentials: everything, socket: everything },
      'x',
    );
    log.info({ note: 'connect to redis://user:hunter22@host and p@ss-word' });
    expect(text()).not.toMatch(/hidden|hunter22|p@ss-word/);
  });
});

describe('an error', () => {
  test('is described without secrets', () => {
    const error = Object.assign(new Error('AWS said no', { cause: new Error('inner') }), {
      name: 'AccessDeniedException',
      $metadata: { requestId: 'ABC', httpStatusCode: 403, cfId: 'hidden' },
      $response: { headers: { authorization: 'hidden' } },
      config: { credentials: 'hidden' },
      request: 'hidden',
    });
    const described = describeError(error);
    expect(described).toMatchObject({
      type: 'AccessDeniedException',
      message: 'AWS said no',
      awsRequestId: 'ABC',
      status: 403,
      cause: { type: 'Error', message: 'inner' },
      stack: expect.stringContaining('at '),
    });
    expect(JSON.stringify(described)).not.toContain('hidden');
  });

  test('may be any value, and may be its own cause', () => {
    const error: { cause?: unknown } = new Error('round');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(20_000);
    for (const thrown of [null, undefined, 5, 'text', {}, Symbol('x'), { message: { toString: null } }]) {
      expect(() => JSON.stringify(describeError(thrown))).not.toThrow();
    }
  });
});

test.each([
  'Authorization: Bearer abcdefghSECRET',
  '{"authorization":"SECRET"}',
  'cookie: a=SECRET; b=SECRET',
  'X-Api-Key: SECRETSECRET',
  'x-amz-security-token:SECRET',
  'redis://:SECRET@host:6379/0',
  'rediss://user:SECR@ET@host',
  'https://host/x?X-Amz-Signature=SECRET&y=1',
  'GET /outputs/SECRETSECRET.abc',
  'eyJSECRETSECRET.eyJSECRET.SECRET',
  'password=SECRET',
  '{"AccessKeyId":"a","SecretAccessKey":"SECRET/x+y","SessionToken":"SECRET=="}',
  JSON.stringify({ msg: '{"SecretAccessKey": "SECRET", "SessionToken": "SECRET"}' }),
  JSON.stringify({ msg: JSON.stringify({ line: '{"authorization":"Bearer SECRET"}' }) }),
  'Secret Access Key: SECRET',
  'aws_secret_access_key = SECRET',
])('%j loses its secret', (text) => {
  expect(redactText(text)).not.toContain('SECR');
});

/** A pattern that tries each part of it again would take minutes. */
const repeated = (text: string): string => text.repeat(500_000 / text.length);

test.each([
  ['a scheme', repeated('a.')],
  ['user information', repeated('a://b:c')],
  ['the first part of a token', repeated('eyJ-')],
  ['two parts of a token', `eyJ-.${repeated('eyJ-')}`],
  ['a header', repeated('authorization\\ ')],
])('a long text without secrets that imitates %s is passed in one go', (_, text) => {
  expect(redactText(text)).toBe(text);
});

test.each([
  ['https://name:pass:w@rd@host:443/a@b?c', 'https://name:***@b?c'],
  ['to https://host:443 and http://:word@host', 'to https://host:443 and http://:***@host'],
  ['_http://name:word@host', '_http://name:***@host'],
  ['x-eyJhbGciOiJ9.eyJzdWIifQ.c2ln-_x, eyJ.eyJ.eyJ', 'x-***, eyJ.eyJ.eyJ'],
  ['a.b-eyJ-eyJhbGciOiJ9.eyJzdWIifQ. yeyJhbGciOiJ9.eyJzdWIifQ.', 'a.b-*** yeyJhbGciOiJ9.eyJzdWIifQ.'],
])('%s is redacted as a whole', (text, redacted) => {
  expect(redactText(text)).toBe(redacted);
});

describe('a failure whose message to callers omits the reason', () => {
  const linesOf = (lines: readonly string[]) =>
    lines
      .map((line) => JSON.parse(line) as { msg: string; result?: string; awsCode?: string; err?: { message: string } })
      .filter(({ msg, result }) => msg === 'AWS call' && result !== 'OK');

  test('has the reason of AWS in the log: the credentials are not accepted', async () => {
    const { log, lines } = collect();
    await using gateway = await startGateway({ log });
    const message = 'The security token of the role ops-7 is expired';
    gateway.simulator.faults.set([
      { operation: 'glacier.DescribeVault', kind: 'error', code: 'ExpiredTokenException', status: 403, message },
    ]);
    const answer = await gateway.query('{ vault(name: "media-masters") { name } }');
    expect(answer.errors).toMatchObject([{ path: ['vault'], extensions: { code: 'GATEWAY_CREDENTIALS' } }]);
    expect(JSON.stringify(answer)).not.toContain('ops-7');
    expect(linesOf(lines)).toMatchObject([
      { result: 'GATEWAY_CREDENTIALS', awsCode: 'ExpiredTokenException', err: { message } },
    ]);
  });

  test('has the address in the log: AWS cannot be reached', async () => {
    const { log, lines } = collect();
    await using gateway = await startGateway({ log });
    await gateway.simulator.close();
    const answer = await gateway.query('{ vault(name: "media-masters") { name } }');
    expect(answer.errors).toMatchObject([{ message: 'AWS could not be reached.' }]);
    const [line] = linesOf(lines);
    expect(line).toMatchObject({ result: 'SERVICE_UNAVAILABLE' });
    expect(JSON.stringify(line?.err)).toContain('ECONNREFUSED');
  });
});
