import { CreateJobCommand, ListJobsCommand } from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test } from 'vitest';
import { AccountId, manifestNamed, request, startBatch } from './batchSupport.ts';
import { batchClientOf, DAY, errorOf, failure } from './support.ts';

const { Manifest } = request;
const spec = (given: object) => ({ Manifest: { ...Manifest, Spec: { ...Manifest.Spec, ...given } } });
const location = (given: object) => ({ Manifest: { ...Manifest, Location: { ...Manifest.Location, ...given } } });
const report = (given: object) => ({ Report: { ...request.Report, ...given } });
const restore = (given: object) => ({ Operation: { S3InitiateRestoreObject: given } });
const generator = (given: object) => ({
  Manifest: undefined,
  ManifestGenerator: {
    S3JobManifestGenerator: { SourceBucket: 'arn:aws:s3:::b', EnableManifestOutput: false, ...given },
  },
});
const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));

test.each<[string, object, string]>([
  ['without an operation', { Operation: undefined }, 'BadRequestException 400: Operation is required'],
  ['with an operation of no kind', { Operation: {} }, 'InvalidRequest 400: Operation must have exactly one member'],
  [
    'with an operation of two kinds',
    { Operation: { S3DeleteObjectTagging: {}, S3ReplicateObject: {} } },
    'InvalidRequest 400: Operation must have exactly one member',
  ],
  ['without a role', { RoleArn: undefined }, 'BadRequestException 400: RoleArn is required'],
  ['with a role that is none', { RoleArn: 'arn:aws:iam::1:role/x' }, 'BadRequestException 400: RoleArn must be like'],
  [
    'with a role of another account',
    { RoleArn: 'arn:aws:iam::444455556666:role/batch' },
    'AccessDenied 403: Cross-account pass role is not allowed.',
  ],
  ['without a priority', { Priority: undefined }, 'BadRequestException 400: Priority is required'],
  ['with a priority below 0', { Priority: -1 }, 'BadRequestException 400: Priority must be from 0 to 2147483647'],
  ['with a priority too high', { Priority: 2 ** 31 }, 'BadRequestException 400: Priority must be from'],
  ['with a priority that is no whole number', { Priority: 1.5 }, 'MalformedXML 400: '],
  ['with an empty description', { Description: '' }, 'BadRequestException 400: Description must have 1 to 256'],
  ['with too long a description', { Description: 'x'.repeat(257) }, 'BadRequestException 400: Description must'],
  ['with too long a token', { ClientRequestToken: 'x'.repeat(65) }, 'BadRequestException 400: ClientRequestToken'],
  ['with neither manifest nor generator', { Manifest: undefined }, 'InvalidRequest 400: Exactly one of Manifest'],
  ['with both', { ...generator({}), Manifest }, 'InvalidRequest 400: Exactly one of Manifest'],
  ['without an ETag', location({ ETag: undefined }), 'BadRequestException 400: Manifest.Location.ETag is required'],
  [
    'with a manifest that is no ARN',
    location({ ObjectArn: 's3://m/k' }),
    'BadRequestException 400: Manifest.Location.',
  ],
  ['with an unknown manifest format', spec({ Format: 'CSV' }), 'BadRequestException 400: Manifest.Spec.Format must be'],
  ['with an unknown field', spec({ Fields: ['Bucket', 'Size'] }), 'BadRequestException 400: Manifest.Spec.Fields must'],
  ['with a CSV without keys', spec({ Fields: ['Bucket'] }), 'InvalidRequest 400: Manifest.Spec.Fields of a CSV'],
  ['with a CSV without fields', spec({ Fields: undefined }), 'InvalidRequest 400: Manifest.Spec.Fields of a CSV'],
  [
    'with a generator of nothing',
    generator({ SourceBucket: undefined }),
    'BadRequestException 400: ManifestGenerator.S3',
  ],
  [
    'with a generator that keeps its manifest nowhere',
    generator({ EnableManifestOutput: true }),
    'InvalidRequest 400: ManifestOutputLocation is required',
  ],
  ['with a report to no bucket', report({ Bucket: undefined }), 'InvalidRequest 400: Report.Bucket is required'],
  ['with a report of no scope', report({ ReportScope: undefined }), 'InvalidRequest 400: Report.ReportScope is'],
  ['with a report of an unknown scope', report({ ReportScope: 'Some' }), 'BadRequestException 400: Report.ReportScope'],
  ['with a report to no ARN', report({ Bucket: 'reports' }), 'BadRequestException 400: Report.Bucket must be like'],
  ['with an empty prefix', report({ Prefix: '' }), 'BadRequestException 400: Report.Prefix must have 1 to 512'],
  ['with an expedited restore', restore({ GlacierJobTier: 'EXPEDITED' }), 'BadRequestException 400: S3InitiateRestore'],
  ['with a restore for no day', restore({ ExpirationInDays: 0 }), 'BadRequestException 400: S3InitiateRestoreObject.'],
  [
    'with an unknown checksum',
    { Operation: { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA3' } } },
    'BadRequestException 400: S3ComputeObjectChecksum.ChecksumAlgorithm must be one of CRC32',
  ],
  ['with 51 tags', { Tags: tags(51) }, 'BadRequestException 400: A job has at most 50 tags, not 51'],
  ['with a tag given twice', { Tags: [...tags(2), ...tags(1)] }, 'InvalidRequest 400: The tag k0 is given twice'],
  ['with a tag without a key', { Tags: [{ Key: '', Value: '' }] }, 'BadRequestException 400: The key of a tag'],
])('refuses a job %s', async (_, given, expected) => {
  const { create, simulator, location, clock } = await startBatch();
  expect(await failure(create(given))).toContain(expected);
  expect(location.batch.list(clock.now())).toEqual([]);
  expect(simulator.calls.counts).toEqual({ 's3control.CreateJob': 1 });
});

test.each<[string, object]>([
  ['a restore of an Intelligent-Tiering archive, which has no days', restore({ GlacierJobTier: 'STANDARD' })],
  ['a report that is not wanted', { Report: { Enabled: false } }],
  ['an inventory for a manifest', spec({ Format: 'S3InventoryReport_CSV_20161130', Fields: undefined })],
  ['the least priority', { Priority: 0 }],
  ['50 tags', { Tags: tags(50) }],
])('takes %s', async (_, given) => {
  const { create, describe } = await startBatch();
  expect((await describe(await create(given))).Status).toBe('New');
});

test('returns every member of the request unchanged', async () => {
  const { create, describe } = await startBatch();
  const given = {
    Operation: {
      S3PutObjectCopy: {
        TargetResource: 'arn:aws:s3:::t',
        NewObjectMetadata: { UserMetadata: { ' a ': '<b> & "c"\r\n' }, HttpExpiresDate: new Date(1000) },
        NewObjectTagging: [],
        RequesterPays: false,
      },
    },
    Description: '  two  blanks, <tags> & ünïcode 😀 ',
    ...generator({ Filter: { MatchAnyObjectEncryption: [{ NOTSSE: {} }, { SSEKMS: { BucketKeyEnabled: false } }] } }),
  };
  const job = await describe(await create(given));
  expect(job).toMatchObject({
    Operation: given.Operation,
    Description: given.Description,
    ManifestGenerator: given.ManifestGenerator,
    Report: request.Report,
    RoleArn: request.RoleArn,
    Priority: 10,
  });
  expect(job.Manifest).toBeUndefined();
});

test('answers the same token and request with the same job, and another request with IdempotencyException', async () => {
  const { create, location, clock } = await startBatch();
  const ClientRequestToken = 'once';
  const id = await create({ ClientRequestToken, Tags: tags(2) });
  clock.advance(1000);
  expect(await create({ ClientRequestToken, Tags: tags(2) })).toBe(id);
  for (const other of [{ Tags: tags(1) }, { Tags: tags(2), Priority: 11 }, { Tags: tags(2), ...manifestNamed('x') }]) {
    expect(await failure(create({ ClientRequestToken, ...other }))).toContain('IdempotencyException 400: ');
  }
  expect(await create()).not.toBe(id);
  expect(location.batch.list(clock.now())).toHaveLength(2);
});

test('forgets a token with its job', async () => {
  const { create, clock } = await startBatch();
  const given = { ClientRequestToken: 'once', Report: { Enabled: false } };
  const id = await create(given);
  clock.advance(90 * DAY);
  expect(await create(given)).toBe(id);
  clock.advance(DAY);
  expect(await create({ ...given, Priority: 11 })).not.toBe(id);
});

test.each(['5xx', 'reset', 'truncated'] as const)('makes one job of a call whose answer is lost: %s', async (kind) => {
  const { simulator, location, clock } = await startBatch();
  const client = batchClientOf(simulator.url, { maxAttempts: 3 });
  onTestFinished(() => client.destroy());
  simulator.faults.set([{ operation: 's3control.CreateJob', kind, when: 'after', call: 1 }]);
  const { JobId } = await client.send(new CreateJobCommand(request));
  expect(simulator.calls.count('s3control.CreateJob')).toBe(2);
  expect(location.batch.list(clock.now()).map(({ id }) => id)).toEqual([JobId]);
});

test.each([
  ['throttle', 'TooManyRequestsException 429: Rate exceeded'],
  ['5xx', 'InternalServiceException 500: The service is unavailable.'],
] as const)('has its own errors for a fault: %s', async (kind, expected) => {
  const { simulator, batch } = await startBatch();
  simulator.faults.set([{ operation: '*', kind }]);
  expect(await failure(batch.send(new ListJobsCommand({ AccountId })))).toBe(expected);
});

test('can answer as if a new job were not there yet, under the name that the guide has', async () => {
  const { simulator, create, describe } = await startBatch();
  const id = await create();
  const operation = 's3control.DescribeJob';
  simulator.faults.set([{ operation, kind: 'error', code: 'NoSuchJobException', call: 1 }]);
  expect(await errorOf(describe(id))).toMatchObject({
    name: 'NoSuchJobException',
    $metadata: { httpStatusCode: 404 },
  });
  expect((await describe(id)).JobId).toBe(id);
});
