// BatchJob.manifestRows: the objects of a manifest by pages, from CSV files and from the gzip files of an inventory.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { failedBatchJob } from '../../src/simulator/demo/seedReportedJobs.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { home } from '../support/references.ts';
import { startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';

const csv = { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] };
const versioned = { ...csv, fields: [...csv.fields, 'VERSION_ID'] };
const inventory = { format: 'S3_INVENTORY_REPORT_CSV_20161130' };

async function world(options: TestOptions = {}) {
  const gateway = await startGateway({ seed: 'empty', ...options });
  const s3 = s3ClientOf(gateway.simulator.url);
  for (const Bucket of ['manifests', 'packed']) await s3.send(new CreateBucketCommand({ Bucket }));
  const put = async (Key: string, body: string | Buffer, Bucket = 'manifests'): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body as string) }));
  };
  const remove = (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: 'manifests', Key }));
  return { gateway, put, remove };
}

/** The ID of a new job with this manifest. */
async function jobOf(
  gateway: Pick<TestGateway, 'data'>,
  key: string,
  spec: object,
  version: object = {},
): Promise<string> {
  const { createBatchJob } = await gateway.data(
    `mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) {
      ... on CreateBatchJobPayload { job { jobId } } ... on MutationError { message }
    } }`,
    {
      input: {
        location: home,
        operation: { s3DeleteObjectTagging: {} },
        manifest: { manifest: { spec, location: { objectArn: `arn:aws:s3:::manifests/${key}`, ...version } } },
        priority: 10,
        roleArn: 'arn:aws:iam::111122223333:role/batch',
        confirmationRequired: true,
      },
    },
  );
  return createBatchJob.job.jobId;
}

const query = `query ($jobId: String!, $first: Int, $after: String) { batchJob(jobId: $jobId) {
  manifestRows(first: $first, after: $after) {
    nodes { bucket key encodedKey versionId }
    edges { cursor }
    pageInfo { hasNextPage endCursor }
    skippedRecords { count first { message } }
  }
} }`;

const ask = (gateway: Pick<TestGateway, 'query'>, jobId: string, more: object = {}) =>
  gateway.query(query, { jobId, ...more });

async function pageOf(gateway: TestGateway, jobId: string, more: object = {}) {
  const { data, errors } = await ask(gateway, jobId, more);
  expect(errors).toBeUndefined();
  return data.batchJob.manifestRows;
}

/** The keys of all pages. */
async function keysOf(gateway: TestGateway, jobId: string, first: number): Promise<string[]> {
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await pageOf(gateway, jobId, { first, after });
    keys.push(...nodes.map(({ key }: { key: string }) => key));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return keys;
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `reel-${index}.mxf`);
const rowsOf = (keys: readonly string[]) => keys.map((key) => `photos,${key}\n`).join('');

describe('the objects of a CSV manifest', () => {
  test('have decoded keys and versions', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', 'photos,a%20b.jpg,v1\r\n"photos","100%25.csv",null\r\nphotos,c+d.jpg,\r\n');
    const { nodes, pageInfo } = await pageOf(gateway, await jobOf(gateway, 'list.csv', versioned));
    expect(nodes).toEqual([
      { bucket: 'photos', key: 'a b.jpg', encodedKey: 'a%20b.jpg', versionId: 'v1' },
      { bucket: 'photos', key: '100%.csv', encodedKey: '100%25.csv', versionId: null },
      { bucket: 'photos', key: 'c+d.jpg', encodedKey: 'c+d.jpg', versionId: null },
    ]);
    expect(pageInfo.hasNextPage).toBe(false);
  });

  test('are read page by page, with one call each', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const keys = names(2_500);
    await put('list.csv', rowsOf(keys));
    const jobId = await jobOf(gateway, 'list.csv', csv);
    expect(await keysOf(gateway, jobId, 1_000)).toEqual(keys);
    expect(await keysOf(gateway, jobId, 999)).toEqual(keys);
    gateway.calls();
    const { edges } = await pageOf(gateway, jobId, { first: 10 });
    expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 1 });
    const { nodes } = await pageOf(gateway, jobId, { first: 2, after: edges[4].cursor });
    expect(nodes.map(({ key }: { key: string }) => key)).toEqual(keys.slice(5, 7));
  });

  test('end with an empty page after the cursor of the last row', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    // The last row may have no line feed.
    for (const [key, text] of [
      ['list.csv', rowsOf(names(3))],
      ['open.csv', rowsOf(names(3)).slice(0, -1)],
    ] as const) {
      await put(key, text);
      const jobId = await jobOf(gateway, key, csv);
      const { pageInfo } = await pageOf(gateway, jobId, { first: 10 });
      expect(await pageOf(gateway, jobId, { first: 10, after: pageInfo.endCursor })).toMatchObject({
        nodes: [],
        pageInfo: { hasNextPage: false },
        skippedRecords: { count: 0 },
      });
    }
  });

  test('cost what the query declares, and nothing with first: 0', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', rowsOf(names(3)));
    const jobId = await jobOf(gateway, 'list.csv', csv);
    gateway.calls();
    expect((await ask(gateway, jobId, { first: 100 })).extensions?.cost).toEqual({ awsCalls: 2, nodes: 100 });
    gateway.calls();
    const none = await pageOf(gateway, jobId, { first: 0 });
    expect(none.nodes).toEqual([]);
    expect(gateway.calls()).not.toHaveProperty('s3.GetObject');
  });

  test('that cannot be read are skipped and named', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', 'photos,a.jpg\nphotos\nphotos,"b\nphotos,c.jpg\n');
    const { nodes, skippedRecords } = await pageOf(gateway, await jobOf(gateway, 'list.csv', csv));
    expect(nodes.map(({ key }: { key: string }) => key)).toEqual(['a.jpg', 'c.jpg']);
    expect(skippedRecords).toMatchObject({
      count: 2,
      first: [
        { message: 'The row at byte 13 was skipped: it has 1 columns instead of 2.' },
        { message: expect.stringContaining('The row at byte 20') },
      ],
    });
  });

  test('are an error if the file was replaced or deleted after the job was created', async () => {
    const { gateway, put, remove } = await world();
    await using _ = gateway;
    await put('list.csv', rowsOf(names(30)));
    const jobId = await jobOf(gateway, 'list.csv', csv);
    const { pageInfo } = await pageOf(gateway, jobId, { first: 10 });
    await put('list.csv', rowsOf(names(31)));
    for (const more of [{}, { after: pageInfo.endCursor }]) {
      const { data, errors } = await ask(gateway, jobId, more);
      expect(data.batchJob).toEqual({ manifestRows: null });
      expect(errors).toMatchObject([{ path: ['batchJob', 'manifestRows'], extensions: { code: 'NOT_FOUND' } }]);
      expect(errors?.[0]?.message).toContain('list.csv in the bucket manifests, was replaced');
    }
    await remove('list.csv');
    expect((await ask(gateway, jobId)).errors).toMatchObject([
      { message: 'The manifest of the job, list.csv in the bucket manifests, does not exist.' },
    ]);
  });

  test('are an error with the missing right if AWS denies it, and absent if the policy hides the bucket', async () => {
    const { gateway, put } = await world({
      authenticator: createTestAuthenticator({
        keys: {
          ann: { '*/*': ['read', 'start'] },
          ben: { '*/*': ['read', 'start'], '111122223333/s3/manifests': ['read'] },
        },
      }),
    });
    await using _ = gateway;
    await put('list.csv', rowsOf(names(3)));
    const ben = gateway.as(keyOf('ben'));
    const jobId = await jobOf(ben, 'list.csv', csv);
    gateway.calls();
    expect((await ask(gateway.as(keyOf('ann')), jobId)).data.batchJob).toEqual({ manifestRows: null });
    expect(gateway.calls()).not.toHaveProperty('s3.GetObject');
    gateway.simulator.faults.set([{ operation: 's3.GetObject', kind: 'error', code: 'AccessDenied', status: 403 }]);
    expect((await ask(ben, jobId)).errors).toMatchObject([
      { message: expect.stringContaining('s3:GetObject'), extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  test.each([
    [
      'AccessDenied',
      { objectVersionId: 'v1', eTag: 'a'.repeat(32) },
      'S3 denies s3:GetObjectVersion in the bucket manifests',
    ],
    ['AccessDenied', {}, 'S3 denies s3:GetObject in the bucket manifests'],
    [
      'AllAccessDisabled',
      {},
      'S3 refuses GetObject in the bucket manifests of account 111122223333. AWS: AllAccessDisabled',
    ],
  ])('are an error that says what S3 refuses: %s, %o', async (code, version, message) => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', rowsOf(names(3)));
    const jobId = await jobOf(gateway, 'list.csv', csv, version);
    gateway.simulator.faults.set([{ operation: 's3.GetObject', kind: 'error', code, status: 403 }]);
    expect((await ask(gateway, jobId)).errors).toMatchObject([
      { message: expect.stringContaining(message), extensions: { code: 'FORBIDDEN', aws: { code } } },
    ]);
  });
});

describe('the objects of an inventory', () => {
  async function inventoryOf(
    files: readonly Buffer[],
    put: (key: string, body: string | Buffer, bucket?: string) => Promise<void>,
    bucket = 'manifests',
  ) {
    for (const [index, file] of files.entries()) await put(`data/${index}.csv.gz`, file, bucket);
    await put(
      'manifest.json',
      JSON.stringify({
        destinationBucket: `arn:aws:s3:::${bucket}`,
        fileFormat: 'CSV',
        fileSchema: 'Bucket, Key, VersionId, Size',
        files: files.map((file, index) => ({ key: `data/${index}.csv.gz`, size: file.length })),
      }),
    );
  }

  const packed = (keys: readonly string[]) => gzipSync(keys.map((key) => `"photos","${key}","v1","7"\n`).join(''));

  test('are those of its files, one after the other', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const keys = names(300);
    await inventoryOf([packed(keys.slice(0, 100)), packed([]), packed(keys.slice(100))], put);
    const jobId = await jobOf(gateway, 'manifest.json', inventory);
    expect(await keysOf(gateway, jobId, 70)).toEqual(keys);
    expect(await keysOf(gateway, jobId, 100)).toEqual(keys);
    gateway.calls();
    expect((await pageOf(gateway, jobId, { first: 10 })).nodes[0]).toEqual({
      bucket: 'photos',
      key: 'reel-0.mxf',
      encodedKey: 'reel-0.mxf',
      versionId: 'v1',
    });
    expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 2 });
  });

  /** Keys that no algorithm can pack well. */
  const digests = (count: number) =>
    Array.from({ length: count }, (_, index) => createHash('sha256').update(String(index)).digest('hex'));

  /** The ranges of the packed file that the simulator was asked for since the last time. */
  function rangesOf({ simulator: { calls } }: TestGateway): string[] {
    const ranges = calls.list.flatMap(({ operation, input }) =>
      operation === 's3.GetObject' && input?.['Key'] === 'data/0.csv.gz' ? [String(input['Range'])] : [],
    );
    calls.reset();
    return ranges;
  }

  test('are read and unpacked once, however many pages they have', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const keys = digests(10_000);
    const file = packed(keys);
    await inventoryOf([file], put);
    const jobId = await jobOf(gateway, 'manifest.json', inventory);
    expect(await keysOf(gateway, jobId, 1_000)).toEqual(keys);
    const ranges = rangesOf(gateway);
    expect(ranges).toEqual(ranges.map((_range, index) => `bytes=${index * 131_072}-${(index + 1) * 131_072 - 1}`));
    expect(ranges).toHaveLength(Math.ceil(file.length / 131_072));
  });

  test('far behind are found by a gateway that has not read the pages before, in several requests', async () => {
    const { gateway, put } = await world({ REPORT_SCAN_BYTES: 262_144 });
    await using _ = gateway;
    const keys = digests(10_000);
    await inventoryOf([packed(keys)], put);
    const jobId = await jobOf(gateway, 'manifest.json', inventory);
    let { endCursor } = (await pageOf(gateway, jobId, { first: 1_000 })).pageInfo;
    for (let page = 1; page < 9; page += 1)
      ({ endCursor } = (await pageOf(gateway, jobId, { first: 1_000, after: endCursor })).pageInfo);
    rangesOf(gateway);

    await using other = await startGateway({ beside: gateway, REPORT_SCAN_BYTES: 262_144 });
    const pages = [];
    do pages.push(await pageOf(other, jobId, { first: 1_000, after: endCursor }));
    while (pages.at(-1).nodes.length === 0);
    for (const { pageInfo } of pages.slice(0, -1)) expect(pageInfo).toMatchObject({ hasNextPage: true, endCursor });
    const found = pages.at(-1).nodes.map(({ key }: { key: string }) => key);
    expect(found).toEqual(keys.slice(9_000, 9_000 + found.length));
    // 9,000 rows of 85 bytes.
    expect(pages).toHaveLength(3);
    expect(rangesOf(gateway)).toEqual(['bytes=0-1048575']);
  });

  test('are found alone, if other fields of the request have used its bytes', async () => {
    const { gateway, put } = await world({ REPORT_SCAN_BYTES: 262_144 });
    await using _ = gateway;
    await inventoryOf([packed(names(20_000))], put);
    const jobId = await jobOf(gateway, 'manifest.json', inventory);
    let { endCursor } = (await pageOf(gateway, jobId, { first: 1_000 })).pageInfo;
    for (let page = 0; page < 4; page += 1)
      ({ endCursor } = (await pageOf(gateway, jobId, { first: 1_000, after: endCursor })).pageInfo);
    const pages = Array.from(
      { length: 4 },
      (_page, index) =>
        `page${index}: manifestRows(first: ${900 + index}, after: "${endCursor}") { nodes { key } pageInfo { endCursor hasNextPage } }`,
    );
    const { data, errors } = await gateway.query(`{ batchJob(jobId: "${jobId}") { ${pages.join(' ')} } }`);
    expect(errors).toBeUndefined();
    const found: { nodes: unknown[]; pageInfo: object }[] = Object.values(data.batchJob);
    const short = found.filter(({ nodes }) => nodes.length === 0);
    expect(short.length).toBeGreaterThan(0);
    for (const { pageInfo } of short) expect(pageInfo).toEqual({ hasNextPage: true, endCursor });
    expect((await pageOf(gateway, jobId, { first: 900, after: endCursor })).nodes).toHaveLength(900);
  });

  test('are hidden with the bucket of its files, also where another caller has read the page before', async () => {
    const manifests = { '*/*': ['read' as const, 'start' as const], '*/s3/manifests': ['read' as const] };
    const { gateway, put } = await world({
      authenticator: createTestAuthenticator({
        keys: { ann: manifests, ben: { ...manifests, '*/s3/packed': ['read'] } },
      }),
    });
    await using _ = gateway;
    await inventoryOf([packed(names(300))], put, 'packed');
    const ben = gateway.as(keyOf('ben'));
    const jobId = await jobOf(ben, 'manifest.json', inventory);
    const read = await ask(ben, jobId, { first: 10 });
    expect(read.data.batchJob.manifestRows.nodes).toHaveLength(10);
    const after = read.data.batchJob.manifestRows.pageInfo.endCursor;
    const { data, errors } = await ask(gateway.as(keyOf('ann')), jobId, { first: 10, after });
    expect(data.batchJob).toEqual({ manifestRows: null });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test.each([
    ['no gzip', Buffer.from('"photos","a","v1","7"\n')],
    ['cut', packed(names(5_000)).subarray(0, 200)],
  ])('in a file that is %s are an error', async (_, file) => {
    const { gateway, put } = await world();
    await using _gateway = gateway;
    await inventoryOf([file], put);
    const jobId = await jobOf(gateway, 'manifest.json', inventory);
    const { data, errors } = await ask(gateway, jobId, { first: 1_000 });
    expect(data.batchJob).toEqual({ manifestRows: null });
    expect(errors).toMatchObject([{ extensions: { code: 'OUTPUT_UNREADABLE' } }]);
  });

  test('of another file are an error', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('manifest.json', '{}');
    const { errors } = await ask(gateway, await jobOf(gateway, 'manifest.json', inventory));
    expect(errors).toMatchObject([{ extensions: { code: 'OUTPUT_UNREADABLE' } }]);
  });

  test('in a file that was replaced between two pages are an error of the cursor', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await inventoryOf([packed(digests(5_000))], put);
    const jobId = await jobOf(gateway, 'manifest.json', inventory);
    const { edges, pageInfo } = await pageOf(gateway, jobId, { first: 1_000 });
    await put('data/0.csv.gz', packed(digests(5_001)));
    // The next page has the bytes that were read already.
    const next = await pageOf(gateway, jobId, { first: 1_000, after: pageInfo.endCursor });
    expect(next.nodes.map(({ key }: { key: string }) => key)).toEqual(digests(2_000).slice(1_000));
    const { errors } = await ask(gateway, jobId, { first: 1_000, after: edges[0].cursor });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

test('the objects of a manifest that S3 generated are those that it wrote', async () => {
  const { gateway, put } = await world();
  await using _ = gateway;
  for (const key of ['photos/a b.jpg', 'photos/ü.jpg', 'other.txt']) await put(key, key);
  const { createBatchJob } = await gateway.data(
    `mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) {
      ... on CreateBatchJobPayload { job { jobId manifestRows { nodes { key } } } } ... on MutationError { message }
    } }`,
    {
      input: {
        location: home,
        operation: { s3DeleteObjectTagging: {} },
        manifest: {
          manifestGenerator: {
            sourceBucket: 'arn:aws:s3:::manifests',
            filter: { keyNameConstraint: { matchAnyPrefix: ['photos/'] } },
            enableManifestOutput: true,
            manifestOutputLocation: {
              bucket: 'arn:aws:s3:::manifests',
              manifestPrefix: 'generated',
              manifestFormat: 'S3_INVENTORY_REPORT_CSV_20211130',
            },
          },
        },
        priority: 10,
        roleArn: 'arn:aws:iam::111122223333:role/batch',
      },
    },
  );
  expect(createBatchJob.job.manifestRows).toBeNull();
  gateway.clock.advance(24 * 3_600_000);
  const { nodes } = await pageOf(gateway, createBatchJob.job.jobId);
  expect(nodes.map(({ key }: { key: string }) => key).sort()).toEqual(['photos/a b.jpg', 'photos/ü.jpg']);
});

test('the manifest of the demo job with five kinds of failures is read at any place, and has the objects of its report', async () => {
  const gateway = await startGateway();
  const { jobId } = failedBatchJob();
  const page = await pageOf(gateway, jobId, { first: 50 });
  expect(page.nodes).toHaveLength(50);
  expect(page).toMatchObject({ pageInfo: { hasNextPage: true }, skippedRecords: { count: 0 } });
  const next = await pageOf(gateway, jobId, { first: 2, after: page.pageInfo.endCursor });
  expect(next.nodes.map(({ key }: { key: string }) => key)).toEqual([
    'reels/take 00000000050.mxf',
    'reels/take 00000000051.mxf',
  ]);
  const { batchJob } = await gateway.data(
    `query ($jobId: String!) { batchJob(jobId: $jobId) { report { contents {
      tasks(first: 1, filter: { statuses: [FAILED] }) { nodes { bucket key encodedKey versionId } }
    } } } }`,
    { jobId },
  );
  expect(page.nodes[49]).toEqual(batchJob.report.contents.tasks.nodes[0]);
});
