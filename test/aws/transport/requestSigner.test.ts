// The transport's own requests are the SDK's, to the last header: names with spaces, plus, slashes and other scripts, markers,
// tokens, dates and regions.
import { GlacierClient, ListJobsCommand } from '@aws-sdk/client-glacier';
import { ListJobsCommand as ListBatchJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import type { HttpRequest } from '@smithy/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listJobsOperation } from '../../../src/aws/glacier/listJobs.ts';
import { listJobsOperation as listBatchJobsOperation } from '../../../src/aws/s3control/listJobs.ts';
import { answerHeld, rehearse, type SdkCommand } from '../../../src/aws/transport/heldOutcomes.ts';
import { prepareOperation, type SigningClient } from '../../../src/aws/transport/prepareOperation.ts';
import { RequestSigner } from '../../../src/aws/transport/requestSigner.ts';

const text = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('a b', 'a+b/c==', "!'()*", '%2F'),
);
const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: text,
    sessionToken: fc.stringMatching(/^[\w+/=]{1,99}$/),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'], noNullPrototype: true },
);
const region = fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1');

const timeOf = ({ headers }: HttpRequest) =>
  Date.parse((headers['x-amz-date'] ?? '').replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));

const sent = ({ headers }: HttpRequest) => ({
  'amz-sdk-invocation-id': headers['amz-sdk-invocation-id'] ?? '',
  'amz-sdk-request': headers['amz-sdk-request'] ?? '',
});

/** As the handler of the SDK writes it. */
const urlOf = ({ path, query = {} }: HttpRequest): string => {
  const parts = Object.keys(query)
    .sort()
    .flatMap((key) => [query[key] ?? ''].flat().map((value) => `${key}=${encode(value)}`));
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
};
const encode = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

async function expectEqualRequests(
  client: GlacierClient | S3ControlClient,
  operation: typeof listJobsOperation | typeof listBatchJobsOperation,
  usual: SdkCommand,
  command: SdkCommand,
) {
  answerHeld(client as never);
  const signing = client as unknown as SigningClient;
  const prepared = await prepareOperation(signing, operation, usual);
  const target = prepared?.targetOf(command.input);
  const request = await rehearse(signing, command);
  if (!prepared || !target) throw new Error('The operation was left to the SDK.');
  const own = prepared.sign(target, sent(request), await signing.config.credentials(), timeOf(request));
  expect(own).toEqual({ path: urlOf(request), headers: request.headers });
  expect(`${prepared.origin.protocol}//${prepared.host}`).toBe(`${request.protocol}//${request.hostname}`);
}

test('a request to Glacier is the one of the SDK', () =>
  fc.assert(
    fc.asyncProperty(
      credentials,
      region,
      text,
      fc.option(text, { nil: undefined }),
      async (keys, at, vaultName, marker) => {
        const client = new GlacierClient({ region: at, credentials: keys, maxAttempts: 1 });
        const accountId = '111122223333';
        const usual = new ListJobsCommand({ accountId, vaultName: 'v' });
        const command = new ListJobsCommand({
          accountId,
          vaultName: `n${vaultName}`,
          limit: 50,
          marker,
          statuscode: 'Failed',
        });
        await expectEqualRequests(client, listJobsOperation, usual, command);
      },
    ),
    { numRuns: 20 },
  ));

test('a request to S3 Control is the one of the SDK', () =>
  fc.assert(
    fc.asyncProperty(credentials, region, fc.array(text, { maxLength: 3 }), text, async (keys, at, statuses, token) => {
      const client = new S3ControlClient({ region: at, credentials: keys, maxAttempts: 1 });
      const AccountId = '111122223333';
      const command = new ListBatchJobsCommand({
        AccountId,
        JobStatuses: statuses as never,
        NextToken: token,
        MaxResults: 7,
      });
      await expectEqualRequests(client, listBatchJobsOperation, new ListBatchJobsCommand({ AccountId }), command);
    }),
    { numRuns: 20 },
  ));

test.each([
  ['FIPS', { useFipsEndpoint: true }],
  ['dual stack', { useDualstackEndpoint: true }],
  ['a path', { endpoint: 'https://aws.example/base/path' }],
  ['a port', { endpoint: 'http://aws.example:4566' }],
])('an endpoint with %s is the one of the SDK', async (_, settings) => {
  const client = new GlacierClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    ...settings,
  });
  const command = () => new ListJobsCommand({ accountId: '111122223333', vaultName: 'v' });
  await expectEqualRequests(client, listJobsOperation, command(), command());
});

test.each([
  ['another header', (headers: Record<string, string>) => Object.assign(headers, { 'x-new': '1' })],
  [
    'another signature',
    (headers: Record<string, string>) => Object.assign(headers, { authorization: 'AWS4-X Signature=1' }),
  ],
])('an operation that the SDK sends with %s is left to the SDK', async (_, change) => {
  const client = new GlacierClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.middlewareStack.add(
    (next) => (args) => {
      change((args.request as HttpRequest).headers);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  answerHeld(client);
  const command = new ListJobsCommand({ accountId: '111122223333', vaultName: 'v' });
  const signing = client as unknown as SigningClient;
  expect(await prepareOperation(signing, listJobsOperation, command)).toBeNull();
});

test.each(['', '.', '..', '\ud800'])('an input with the vault %j is left to the SDK', async (vaultName) => {
  const client = new GlacierClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  answerHeld(client);
  const usual = new ListJobsCommand({ accountId: '111122223333', vaultName: 'v' });
  const prepared = await prepareOperation(client as unknown as SigningClient, listJobsOperation, usual);
  expect(prepared?.targetOf({ accountId: '111122223333', vaultName })).toBeNull();
});

test('a signature does not depend on those before it: of other seconds, days, headers and credentials', () => {
  const scope = { region: 'us-east-1', service: 'glacier', escapesPath: true };
  const anyRequest = fc.record({
    path: fc.constantFrom('/-/vaults/a/jobs', '/-/vaults/b%20c/jobs'),
    canonicalQuery: fc.constantFrom('', 'limit=50'),
    headers: fc.constantFrom(
      { host: 'a' },
      { host: 'b', 'user-agent': 'x' },
      { 'x-amz-glacier-version': '1', host: 'a' },
    ),
    identity: credentials,
    time: fc.constantFrom(0, 500, 999, 1_000, 86_399_999, 86_400_000),
  });
  fc.assert(
    fc.property(fc.array(anyRequest, { minLength: 2, maxLength: 6 }), (requests) => {
      const kept = new RequestSigner(scope);
      for (const { headers, identity, time, ...request } of requests) {
        const [own, alone] = [{ ...headers }, { ...headers }];
        kept.sign({ ...request, headers: own }, identity, time);
        new RequestSigner(scope).sign({ ...request, headers: alone }, identity, time);
        expect(own).toEqual(alone);
      }
    }),
  );
});
