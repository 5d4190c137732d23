// createBatchJob without the ETag of its manifest: the gateway looks it up, and repeats send the one of the first call.
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { home } from '../support/references.ts';
import { startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const rows = 'photos,a.jpg\nphotos,b.jpg\n';

const newJob = {
  location: home,
  operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
  manifest: {
    manifest: {
      spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
      location: { objectArn: 'arn:aws:s3:::manifests/restore this.csv' },
    },
  },
  priority: 10,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
};

async function gatewayWithBucket({ region = 'us-east-1', ...options }: TestOptions & { region?: string } = {}) {
  const gateway = await startGateway({ seed: 'empty', ...options });
  const s3 = s3ClientOf(gateway.simulator.url, { region });
  await s3.send(new CreateBucketCommand({ Bucket: 'manifests' }));
  const put = async (body: string): Promise<string> => {
    const written = await s3.send(
      new PutObjectCommand({ Bucket: 'manifests', Key: 'restore this.csv', Body: Buffer.from(body) }),
    );
    return (written.ETag ?? '').replaceAll('"', '');
  };
  gateway.calls();
  return { gateway, put };
}

async function create(gateway: Pick<TestGateway, 'data'>, more: Record<string, unknown> = {}) {
  const { result } = await gateway.data(
    `mutation ($input: CreateBatchJobInput!) { result: createBatchJob(input: $input) {
      __typename
      ... on CreateBatchJobPayload { job { jobId manifest { location { eTag } } } }
      ... on MutationError { code message awsCode }
      ... on InvalidInputError { path }
    } }`,
    { input: { ...newJob, ...more } },
  );
  return result;
}

describe('createBatchJob without the ETag of its manifest', () => {
  test('looks it up with one call', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    const eTag = await put(rows);
    gateway.calls();
    expect(await create(gateway)).toMatchObject({ job: { manifest: { location: { eTag } } } });
    expect(gateway.calls()).toEqual({ 's3.HeadObject': 1, 's3control.CreateJob': 1, 's3control.DescribeJob': 1 });
  });

  test('declares the call in its cost', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    const text = (eTag: string) =>
      `mutation { createBatchJob(input: { location: { accountId: "111122223333", region: "us-east-1" }
        operation: { s3DeleteObjectTagging: {} } priority: 1 roleArn: "${newJob.roleArn}"
        manifest: { manifest: { spec: { format: S3_BATCH_OPERATIONS_CSV_20180820, fields: [BUCKET, KEY] }
          location: { objectArn: "${newJob.manifest.manifest.location.objectArn}" ${eTag} } } } }) { __typename } }`;
    const cost = async (eTag: string) => (await gateway.query(text(eTag))).extensions?.cost?.awsCalls;
    expect(await cost('')).toBe(2);
    expect(await cost('eTag: "e"')).toBe(1);
  });

  test('makes one job of one key, although the file is replaced in between', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    const eTag = await put(rows);
    const first = await create(gateway, { idempotencyKey: 'once' });
    await put(`${rows}photos,c.jpg\n`);
    gateway.calls();
    const again = await create(gateway, { idempotencyKey: 'once' });
    expect(again.job).toEqual({ jobId: first.job.jobId, manifest: { location: { eTag } } });
    expect(gateway.calls()).not.toHaveProperty('s3.HeadObject');
  });

  test('makes one job of one key, although all responses were lost and the file was replaced', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    const eTag = await put(rows);
    gateway.simulator.faults.set([{ operation: 's3control.CreateJob', kind: '5xx', when: 'after' }]);
    expect(await create(gateway, { idempotencyKey: 'once' })).toMatchObject({ code: 'INDETERMINATE' });
    gateway.simulator.faults.clear();
    await put(`${rows}photos,c.jpg\n`);
    expect(await create(gateway, { idempotencyKey: 'once' })).toMatchObject({
      job: { manifest: { location: { eTag } } },
    });
    const { batchJobs } = await gateway.data('{ batchJobs { nodes { jobId } } }');
    expect(batchJobs.nodes).toHaveLength(1);
  });

  test('looks it up again if AWS refused the job', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    gateway.simulator.faults.set([
      { operation: 's3control.CreateJob', kind: 'error', code: 'AccessDenied', status: 403 },
    ]);
    expect(await create(gateway, { idempotencyKey: 'once' })).toMatchObject({ code: 'FORBIDDEN' });
    gateway.simulator.faults.clear();
    const eTag = await put(`${rows}photos,c.jpg\n`);
    expect(await create(gateway, { idempotencyKey: 'once' })).toMatchObject({
      job: { manifest: { location: { eTag } } },
    });
  });

  test('makes one job of one key that two calls use at the same time', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    const made = await Promise.all([1, 2, 3].map(() => create(gateway, { idempotencyKey: 'once' })));
    expect(new Set(made.map(({ job }) => job.jobId)).size).toBe(1);
  });

  test('refuses the key with another manifest', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    await create(gateway, { idempotencyKey: 'once' });
    const location = { objectArn: 'arn:aws:s3:::manifests/other.csv' };
    const manifest = { manifest: { ...newJob.manifest.manifest, location } };
    expect(await create(gateway, { idempotencyKey: 'once', manifest })).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  test('explains a repeat that another gateway sent with the ETag of a replaced file', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    await create(gateway, { idempotencyKey: 'once' });
    await put(`${rows}photos,c.jpg\n`);
    // Its memory is its own: nothing is shared.
    await using other = await startGateway({ beside: gateway });
    expect(await create(other, { idempotencyKey: 'once' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
      awsCode: 'IdempotencyException',
      message: expect.stringContaining('name input.manifest.manifest.location.eTag'),
    });
  });

  test('is remembered over a restart with STATE_DIR', async () => {
    await using folder = await temporaryFolder();
    const STATE_DIR = folder.path;
    const { gateway, put } = await gatewayWithBucket({ STATE_DIR, hasNoPast: false });
    await using _ = gateway;
    await put(rows);
    const first = await create(gateway, { idempotencyKey: 'once' });
    await gateway.close();
    await put(`${rows}photos,c.jpg\n`);
    await using restarted = await startGateway({ beside: gateway, STATE_DIR, hasNoPast: false });
    gateway.calls();
    expect((await create(restarted, { idempotencyKey: 'once' })).job).toEqual(first.job);
    expect(gateway.calls()).not.toHaveProperty('s3.HeadObject');
  });

  test('finds a bucket in another region than the job', async () => {
    const { gateway, put } = await gatewayWithBucket({ region: 'us-west-2' });
    await using _ = gateway;
    const eTag = await put(rows);
    gateway.calls();
    expect(await create(gateway)).toMatchObject({ job: { manifest: { location: { eTag } } } });
    expect(gateway.calls()).toMatchObject({ 's3.HeadObject': 2 });
    await create(gateway);
    expect(gateway.calls()).toMatchObject({ 's3.HeadObject': 1 });
  });

  test('names the argument if the manifest does not exist', async () => {
    const { gateway } = await gatewayWithBucket();
    await using _ = gateway;
    expect(await create(gateway, { idempotencyKey: 'once' })).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['input', 'manifest', 'manifest', 'location', 'objectArn'],
    });
    expect(gateway.calls()).toEqual({ 's3.HeadObject': 1 });
  });

  test('names the argument if S3 refuses the version, for which its response to HEAD has no reason', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    const location = { ...newJob.manifest.manifest.location, objectVersionId: 'no version of S3' };
    const manifest = { manifest: { ...newJob.manifest.manifest, location } };
    expect(await create(gateway, { manifest })).toEqual({
      __typename: 'InvalidInputError',
      code: 'BAD_USER_INPUT',
      path: ['input', 'manifest', 'manifest', 'location', 'objectVersionId'],
      message:
        'input.manifest.manifest.location.objectVersionId: the ETag of this version cannot be looked up. AWS gave no reason. The HTTP status is 400. Usually the version ID is not one of S3, or the version is a delete marker.',
      awsCode: null,
    });
  });

  test('names the argument and the IAM action if AWS denies the lookup', async () => {
    const { gateway, put } = await gatewayWithBucket();
    await using _ = gateway;
    await put(rows);
    gateway.simulator.faults.set([{ operation: 's3.HeadObject', kind: 'error', code: 'AccessDenied', status: 403 }]);
    expect(await create(gateway)).toMatchObject({
      __typename: 'ForbiddenError',
      message: expect.stringMatching(
        /input\.manifest\.manifest\.location\.eTag .*s3:GetObject in the bucket manifests/,
      ),
    });
  });

  test('needs the ETag of an object behind an access point', async () => {
    const { gateway } = await gatewayWithBucket();
    await using _ = gateway;
    const objectArn = 'arn:aws:s3:us-east-1:111122223333:accesspoint/lists/object/restore.csv';
    const manifest = { manifest: { ...newJob.manifest.manifest, location: { objectArn } } };
    expect(await create(gateway, { manifest })).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['input', 'manifest', 'manifest', 'location', 'eTag'],
    });
    expect(gateway.calls()).toEqual({});
  });
});
