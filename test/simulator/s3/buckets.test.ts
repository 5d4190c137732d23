// Buckets of S3, through the real SDK over HTTP.
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  type ListBucketsCommandInput,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, failure, start } from '../support.ts';
import { s3ClientOf, withStore } from './s3Support.ts';

const west = { CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } } as const;

test('a bucket belongs to one account and region, and its name to no other', async () => {
  const { simulator } = await start();
  const s3 = s3ClientOf(simulator.url);
  const western = s3ClientOf(simulator.url, { region: 'us-west-2' });
  const other = s3ClientOf(simulator.url, { accessKeyId: '444455556666' });
  const made = await s3.send(new CreateBucketCommand({ Bucket: 'first' }));
  expect(made).toMatchObject({ Location: '/first', BucketArn: 'arn:aws:s3:::first' });
  await western.send(new CreateBucketCommand({ Bucket: 'second', ...west }));

  // In the first region only, S3 accepts the same again.
  await s3.send(new CreateBucketCommand({ Bucket: 'first' }));
  const again = western.send(new CreateBucketCommand({ Bucket: 'second', ...west }));
  expect(await failure(again)).toMatch(/^BucketAlreadyOwnedByYou 409/);
  expect(await failure(other.send(new CreateBucketCommand({ Bucket: 'first' })))).toMatch(/^BucketAlreadyExists 409/);

  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets).toMatchObject([
    { Name: 'first', BucketRegion: 'us-east-1', CreationDate: new Date('2026-01-15T12:00:00Z') },
    { Name: 'second', BucketRegion: 'us-west-2' },
  ]);
  expect((await other.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  expect(await s3.send(new HeadBucketCommand({ Bucket: 'first' }))).toMatchObject({ BucketRegion: 'us-east-1' });
});

test('a bucket of another region is answered with 301 and its region', async () => {
  const { simulator } = await start();
  const western = s3ClientOf(simulator.url, { region: 'us-west-2' });
  await western.send(new CreateBucketCommand({ Bucket: 'western', ...west }));
  const s3 = s3ClientOf(simulator.url);
  const error = await errorOf(s3.send(new ListObjectsV2Command({ Bucket: 'western' })));
  expect(error).toMatchObject({ name: 'PermanentRedirect', Endpoint: 's3.us-west-2.amazonaws.com', Bucket: 'western' });
  expect(error).toMatchObject({
    $metadata: { httpStatusCode: 301 },
    $response: { headers: { 'x-amz-bucket-region': 'us-west-2' } },
  });
  const head = await errorOf(s3.send(new HeadObjectCommand({ Bucket: 'western', Key: 'k' })));
  expect(head).toMatchObject({ $response: { statusCode: 301, headers: { 'x-amz-bucket-region': 'us-west-2' } } });

  // The SDK can follow.
  const following = s3ClientOf(simulator.url, { followRegionRedirects: true });
  expect(await following.send(new ListObjectsV2Command({ Bucket: 'western' }))).toMatchObject({ KeyCount: 0 });
  const location = new GetBucketLocationCommand({ Bucket: 'western' });
  expect((await s3.send(location)).LocationConstraint).toBe('us-west-2');
  expect((await western.send(location)).LocationConstraint).toBe('us-west-2');
});

test('the location of a bucket in us-east-1 is empty', async () => {
  const { s3 } = await withStore();
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'store' }))).LocationConstraint ?? '').toBe('');
});

test('another account is denied, and an owner that is not the expected one', async () => {
  const { simulator, s3 } = await withStore();
  const other = s3ClientOf(simulator.url, { accessKeyId: '444455556666' });
  const list = (ExpectedBucketOwner?: string) => new ListObjectsV2Command({ Bucket: 'store', ExpectedBucketOwner });
  expect(await failure(other.send(list()))).toBe('AccessDenied 403: Access Denied');
  const head = await errorOf(other.send(new HeadBucketCommand({ Bucket: 'store' })));
  expect(head).toMatchObject({ $response: { statusCode: 403, headers: { 'x-amz-bucket-region': 'us-east-1' } } });
  expect(await failure(s3.send(list('444455556666')))).toBe('AccessDenied 403: Access Denied');
  expect(await s3.send(list('111122223333'))).toMatchObject({ KeyCount: 0 });
  const unknown = s3ClientOf(simulator.url, { accessKeyId: '999999999999' });
  expect(await failure(unknown.send(list()))).toMatch(/^InvalidAccessKeyId 403/);
});

test('a bucket that does not exist is a 404', async () => {
  const { s3 } = await withStore();
  const error = await errorOf(s3.send(new ListObjectsV2Command({ Bucket: 'missing' })));
  expect(error).toMatchObject({ name: 'NoSuchBucket', BucketName: 'missing', $metadata: { httpStatusCode: 404 } });
  expect(await failure(s3.send(new HeadBucketCommand({ Bucket: 'missing' })))).toMatch(/^NotFound 404/);
});

test('names and locations are checked as in S3', async () => {
  const { simulator } = await start();
  const s3 = s3ClientOf(simulator.url);
  for (const Bucket of ['ab', 'Upper', 'under_score', '-a-', 'a..b', '10.0.0.1', 'x'.repeat(64)]) {
    expect(await failure(s3.send(new CreateBucketCommand({ Bucket })))).toMatch(/^InvalidBucketName 400/);
  }
  for (const Bucket of ['abc', 'x'.repeat(63), 'a.b-c', '123']) await s3.send(new CreateBucketCommand({ Bucket }));
  expect(await failure(s3.send(new CreateBucketCommand({ Bucket: 'none', ...west })))).toMatch(
    /^IllegalLocationConstraintException 400: The us-west-2 location/,
  );
});

test('only an empty bucket can be deleted', async () => {
  const { s3, put } = await withStore();
  await put('k');
  const remove = new DeleteBucketCommand({ Bucket: 'store' });
  expect(await failure(s3.send(remove))).toMatch(/^BucketNotEmpty 409/);
  const { s3: emptied } = await withStore();
  expect((await emptied.send(remove)).$metadata.httpStatusCode).toBe(204);
  expect(await failure(emptied.send(remove))).toMatch(/^NoSuchBucket 404/);
});

test('ListBuckets has pages, prefixes and regions', async () => {
  const { simulator } = await start();
  const s3 = s3ClientOf(simulator.url);
  for (const Bucket of ['b-2', 'a-1', 'b-1', 'b-3']) await s3.send(new CreateBucketCommand({ Bucket }));
  const list = async (input: ListBucketsCommandInput) => {
    const { Buckets = [], ContinuationToken } = await s3.send(new ListBucketsCommand(input));
    return { names: Buckets.map(({ Name }) => Name), ContinuationToken };
  };
  const first = await list({ MaxBuckets: 2, Prefix: 'b-' });
  expect(first.names).toEqual(['b-1', 'b-2']);
  const second = await list({ MaxBuckets: 2, Prefix: 'b-', ContinuationToken: first.ContinuationToken });
  expect(second).toEqual({ names: ['b-3'], ContinuationToken: undefined });
  expect((await list({ BucketRegion: 'us-west-2' })).names).toEqual([]);
  expect(await failure(list({ MaxBuckets: 0 }))).toMatch(/^InvalidArgument 400/);
  expect(await failure(list({ ContinuationToken: 'abc' }))).toMatch(/^InvalidArgument 400: The continuation token/);
});

test('versioning is enabled and suspended, and never absent again', async () => {
  const { s3 } = await withStore();
  const get = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket: 'store' }))).Status;
  expect(await get()).toBeUndefined();
  for (const Status of ['Enabled', 'Suspended'] as const) {
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'store', VersioningConfiguration: { Status } }));
    expect(await get()).toBe(Status);
  }
  const none = new PutBucketVersioningCommand({ Bucket: 'store', VersioningConfiguration: {} });
  expect(await failure(s3.send(none))).toMatch(/^MalformedXML 400/);
});
