// A hot read over HTTP by the lean transport, and by the SDK: equal requests, records, errors, attempts and request IDs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyDamage } from './anyResponse.ts';
import { type Answer, readNames, startBothPaths } from './bothPaths.ts';
import { bodyOf } from './equalReadings.ts';

const json = { 'content-type': 'application/json' };
const xml = { 'content-type': 'application/xml' };
const vaults = '{"VaultList":[{"VaultName":"a","CreationDate":"2026-01-01T00:00:00Z"}],"Marker":null}';
const batchJobs =
  '<ListJobsResult><Jobs><member><JobId>j</JobId><CreationTime>2026-01-01T00:00:00Z</CreationTime><Operation>LambdaInvoke</Operation></member></Jobs></ListJobsResult>';

test.each(readNames)('%s: any response, damaged or not', async (name) => {
  await using paths = await startBothPaths();
  const body = bodyOf(name);
  const bytes = fc.oneof(
    body.map((text) => Buffer.from(text)),
    anyDamage(body),
  );
  const headers = name.startsWith('Glacier') ? json : xml;
  await fc.assert(
    fc.asyncProperty(bytes, async (given) => {
      const { lean, sdk } = await paths.compare(name, { headers, body: given });
      expect(lean).toEqual(sdk);
      // Failures would open a breaker.
      if ('error' in sdk) paths.reconnect();
    }),
    { numRuns: 4 },
  );
});

const jsonError = (status: number, type: string): Answer => ({
  status,
  headers: json,
  body: JSON.stringify({ code: type, message: `the reason of ${type}`, type: 'Client' }),
});
const xmlError = (status: number, code: string): Answer => ({
  status,
  headers: xml,
  body: `<Error><Code>${code}</Code><Message>the reason of ${code}</Message><RequestId>r-2</RequestId></Error>`,
});

const glacierAnswers: Record<string, Answer[]> = {
  'a plain list': [{ headers: json, body: vaults }],
  'a list without a content type': [{ body: vaults }],
  'a list of an unknown type': [{ headers: { 'content-type': 'text/plain' }, body: vaults }],
  'a list that is called XML': [{ headers: xml, body: vaults }],
  'a list with a charset': [{ headers: { 'content-type': 'application/json; charset=utf-8' }, body: vaults }],
  'a list with a byte order mark': [{ headers: json, body: `\uFEFF${vaults}` }],
  'a list of status 201': [{ status: 201, headers: json, body: vaults }],
  nothing: [{ headers: json, body: '' }],
  'no content': [{ status: 204 }],
  'an array': [{ headers: json, body: '[]' }],
  null: [{ headers: json, body: 'null' }],
  'an error with a status of success': [{ headers: json, body: '{"VaultList":[],"message":"denied"}' }],
  'an error type with a status of success': [{ headers: json, body: '{"__type":"x","VaultList":[]}' }],
  'a page of HTML': [{ headers: { 'content-type': 'text/html' }, body: '<html><body>Login</body></html>' }],
  'a list that is compressed': [{ headers: { ...json, 'content-encoding': 'gzip' }, body: vaults }],
  'a list that is not compressed': [{ headers: { ...json, 'content-encoding': 'identity' }, body: vaults }],
  'a redirect of AWS': [{ status: 307, headers: { location: 'http://127.0.0.1:1/', ...json }, body: '{}' }],
  'a list without a request ID': [{ headers: { ...json, 'x-amzn-requestid': '' }, body: vaults }],
  'a header that is there twice': [{ headers: { ...json, 'x-amzn-requestid': ['a', 'b'] }, body: vaults }],
  ResourceNotFoundException: [jsonError(404, 'ResourceNotFoundException')],
  AccessDeniedException: [jsonError(403, 'AccessDeniedException')],
  InvalidParameterValueException: [jsonError(400, 'InvalidParameterValueException')],
  ExpiredTokenException: [jsonError(403, 'ExpiredTokenException')],
  LimitExceededException: [jsonError(400, 'LimitExceededException')],
  'an error by its header alone': [{ status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } }],
  'an error that is unknown': [jsonError(418, 'TeapotException')],
  'an error without a body': [{ status: 400 }],
  'an error whose body is HTML': [{ status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  'a failure and a list': [jsonError(500, 'InternalServiceException'), { headers: json, body: vaults }],
  'an unavailable service': [jsonError(503, 'ServiceUnavailableException')],
  'a connection that breaks before the response, and a list': [{ cut: 'head' }, { headers: json, body: vaults }],
  'a connection that breaks each time': [{ cut: 'head' }],
  'a body that breaks off, and a list': [
    { headers: json, body: vaults.slice(0, 20), cut: 'body' },
    { headers: json, body: vaults },
  ],
  'an error whose body breaks off': [{ ...jsonError(404, 'ResourceNotFoundException'), cut: 'body' }],
};

const batchAnswers: Record<string, Answer[]> = {
  'a plain list': [{ headers: xml, body: batchJobs }],
  'a list with a declaration': [{ headers: xml, body: `<?xml version="1.0" encoding="UTF-8"?>\n${batchJobs}` }],
  'a list of text/xml': [{ headers: { 'content-type': 'text/xml' }, body: batchJobs }],
  'a date that does not exist': [{ headers: xml, body: batchJobs.replace('01-01', '02-30') }],
  'a date in digits of another kind': [{ headers: xml, body: batchJobs.replace('2026-', '&#x32;026-') }],
  'another root': [{ headers: xml, body: batchJobs.replaceAll('ListJobsResult', 'Result') }],
  'a list that is there twice': [{ headers: xml, body: batchJobs.replace('</Jobs>', '</Jobs><Jobs></Jobs>') }],
  'no list': [{ headers: xml, body: '<ListJobsResult></ListJobsResult>' }],
  'an empty list': [{ headers: xml, body: '<ListJobsResult><Jobs/></ListJobsResult>' }],
  'an error beside the list': [{ headers: xml, body: batchJobs.replace('<Jobs>', '<Code>x</Code><Jobs>') }],
  // Deeper than the own reader goes, and far from the end of the stack, where the SDK's recursion ends by chance.
  'an unknown element with a deep tree': [
    { headers: xml, body: batchJobs.replace('<JobId>', `${'<N>'.repeat(1000)}${'</N>'.repeat(1000)}<JobId>`) },
  ],
  AccessDenied: [xmlError(403, 'AccessDenied')],
  NoSuchJob: [xmlError(404, 'NoSuchJob')],
  InvalidRequest: [xmlError(400, 'InvalidRequest')],
  'SlowDown and a list': [xmlError(503, 'SlowDown'), { headers: xml, body: batchJobs }],
  InternalError: [xmlError(500, 'InternalError')],
};

describe.each([
  ['Glacier ListVaults', glacierAnswers],
  ['S3 Control ListJobs', batchAnswers],
] as const)('%s', (name, corpus) => {
  test.each(Object.keys(corpus))('%s', async (title) => {
    await using paths = await startBothPaths();
    const { lean, sdk } = await paths.compare(name, ...(corpus[title] ?? []));
    expect(lean).toEqual(sdk);
  });
});

test('a response that is too large has one error', async () => {
  await using paths = await startBothPaths({ maxBytes: 50 });
  const { lean, sdk } = await paths.compare('Glacier ListVaults', { headers: json, body: vaults });
  expect(lean).toEqual(sdk);
  expect(lean).toMatchObject({
    end: { attempts: 1 },
    error: { message: expect.stringContaining('larger than 50 bytes') },
  });
});

test('a host that cannot be reached has one error', async () => {
  const paths = await startBothPaths();
  await paths[Symbol.asyncDispose]();
  await using again = await startBothPaths({ endpoint: paths.endpoint });
  const { lean, sdk } = await again.compare('Glacier ListVaults');
  expect(lean).toEqual(sdk);
  expect(lean).toMatchObject({ error: { message: 'AWS could not be reached.' } });
});

test('a session token is sent and signed', async () => {
  await using paths = await startBothPaths({
    credentials: () => ({ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token/+=' }),
  });
  const { lean, sdk } = await paths.compare('Glacier ListVaults', { headers: json, body: vaults });
  expect(lean).toEqual(sdk);
  expect(JSON.stringify(lean.requests)).toContain('x-amz-security-token');
});
