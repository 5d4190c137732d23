// Errors and structures of AWS whose members are missing, repeated, of another type, or named like members of every object: what
// is unreadable is AWS's failure, and never a bug of the gateway. Found by the fuzzer.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorTable } from '../../src/core/errors.ts';
import { type Rewriting, startRewriting } from '../support/startRewriting.ts';

let aws: Rewriting;
beforeAll(async () => {
  aws = await startRewriting();
});
beforeEach(() => aws.rewrite(() => null));
afterAll(() => aws[Symbol.asyncDispose]());

const { INTERNAL_SERVER_ERROR: _, ...expected } = errorTable;

const manifests = `{ batchJobs(first: 50) { nodes { jobId roleArn
  manifestGenerator { s3JobManifestGenerator { sourceBucket } }
  report { enabled } manifest { spec { format } location { objectArn eTag } } } } }`;

test.each([
  ['SourceBucket', 'manifestGenerator'],
  ['Enabled', 'report'],
  ['ETag', 'manifest'],
  ['Format', 'manifest'],
])('a structure without its required member %s empties the field %s', async (member, field) => {
  const whole = (await aws.gateway.data(manifests)).batchJobs.nodes;
  aws.rewrite(({ method, path, text }) =>
    method === 'GET' && /\/jobs\/[^/]+$/.test(path)
      ? { status: 200, body: text.replaceAll(new RegExp(`<${member}>[^<]*</${member}>`, 'g'), '') }
      : null,
  );
  const { data, errors = [] } = await aws.gateway.query(manifests);
  expect(errors.length).toBeGreaterThan(0);
  for (const { extensions, path = [], message } of errors) {
    expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect(message).toBe(`AWS sent a response without ${member}.`);
    const [, , index, name] = path;
    expect(name).toBe(field);
    whole[Number(index)][field] = data.batchJobs.nodes[Number(index)][field];
  }
  expect(data.batchJobs.nodes).toEqual(whole);
});

/** The error has a code of the table. A vault that does not exist is null without an error. */
async function expectCoded(query: string): Promise<void> {
  const { data, errors = [] } = await aws.gateway.query(query);
  expect(errors.length === 1 || data.vault === null).toBe(true);
  for (const { extensions, message } of errors) {
    expect(expected).toHaveProperty(extensions.code);
    expect(message).toEqual(expect.any(String));
  }
}

const namesOfObjects = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

describe.each([400, 404, 500])('an error of Glacier with status %i', (status) => {
  test.each([
    ...namesOfObjects.map((code) => ({ code, message: 'why', type: 'Client' })),
    { code: ['ResourceNotFoundException'], message: 'why' },
    { code: { name: 'x' }, message: 'why' },
    { code: 7, message: 'why' },
    { code: 'ResourceNotFoundException', message: ['why'] },
    { code: 'LimitExceededException', message: { text: 'why' } },
    { code: 'LimitExceededException', message: 7 },
    { code: null, message: null },
  ])('and the body %j has a code of the error table', async (body) => {
    aws.rewrite(({ path }) => (path.endsWith('/media-masters') ? { status, body: JSON.stringify(body) } : null));
    await expectCoded('{ vault(name: "media-masters") { sizeInBytes notifications { snsTopic } } }');
  });
});

describe.each([400, 404, 500])('an error of S3 with status %i', (status) => {
  test.each([
    ...namesOfObjects.map((code) => `<Code>${code}</Code><Message>why</Message>`),
    '<Code>NotFoundException</Code><Code>NotFoundException</Code><Message>why</Message>',
    '<Code>NotFoundException</Code><Message>why</Message><Message>why</Message>',
    '<Code><member>NotFoundException</member></Code><Message><b>why</b></Message>',
    '<Code/><Message/>',
    '',
  ])('and the content %s has a code of the error table', async (content) => {
    const body = `<?xml version="1.0"?><ErrorResponse><Error>${content}</Error><RequestId>r</RequestId></ErrorResponse>`;
    aws.rewrite(() => ({ status, body, type: 'application/xml' }));
    await expectCoded('{ batchJobs(first: 1) { nodes { id } } }');
  });
});
