// Malicious values for names, regions, accounts, ARNs, prefixes, ids, cursors and download URLs. Each is rejected before AWS
// is called.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchJobId, glacierJobId, vaultId as idOfVault } from '../../src/schema/kit/globalId.ts';
import { send } from '../http/send.ts';
import { batchJobRef, home, vaultAddress, vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { canary, expectArgumentsRefused, expectClean, expectHealthy } from './cleanRefusal.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function refusesArguments(query: string, variables: Record<string, unknown>, codes?: string[]): Promise<void> {
  gateway.calls();
  expectArgumentsRefused(await gateway.query(query, variables), codes);
  expect(gateway.calls()).toEqual({});
  await expectHealthy(gateway);
}

const onError = '... on MutationError { code message }';
const read =
  'query ($name: String!, $region: String, $account: AccountId) { vault(name: $name, region: $region, accountId: $account) { tags { key } } }';
const write = `mutation ($input: CreateVaultInput!) { createVault(input: $input) { ${onError} } }`;

describe('a vault name', () => {
  test.each([
    ['with a path', `photos/../${canary}`],
    ['that climbs', '../../etc/passwd'],
    ['that is ..', '..'],
    ['percent-encoded', '%2e%2e%2fphotos'],
    ['with NUL', `photos\0${canary}`],
    ['with CRLF', `photos\r\nx-injected: ${canary}`],
    ['of 256 characters', 'v'.repeat(256)],
    ['of no character', ''],
    ['with a query', 'photos?x=1'],
    ['with a fragment', 'photos#x'],
    ['as an ARN of another account', 'arn:aws:glacier:us-east-1:999999999999:vaults/photos'],
    ['as an ARN of another service', 'arn:aws:s3:::photos'],
    ['as an ARN of another partition', 'arn:aws-cn:glacier:cn-north-1:111122223333:vaults/photos'],
    ['as an ARN of its own', 'arn:aws:glacier:us-east-1:111122223333:vaults/photos'],
    ['as a URL to the canary', `http://${canary}.example/photos`],
    ['in letters that only look so', 'рhotos'],
    ['in two directions', 'photos\u202egpj'],
  ])('%s is rejected by queries and mutations', async (_, name) => {
    await refusesArguments(read, { name });
    await refusesArguments(write, { input: { vault: vaultAddress(name) } });
  });
});

describe('a region', () => {
  test.each([
    'us-east-1.evil.example',
    '127.0.0.1',
    '169.254.169.254',
    'us-east-1/../',
    'us-east-1#',
    'US-EAST-1',
    'eu-west-1',
    '',
    '[::1]',
    'us-east-1@evil.example',
    `us-east-1\r\nhost: ${canary}`,
  ])('%j is rejected by queries and mutations', async (region) => {
    await refusesArguments(read, { name: 'photos', region });
    await refusesArguments(write, { input: { vault: { ...vaultAddress('photos'), region } } });
  });
});

describe('an account', () => {
  test.each(['999999999999', '1', '-', '111122223333 ', '111122223333/vaults/x', canary])(
    '%j is refused',
    async (account) => {
      await refusesArguments(read, { name: 'photos', account });
      await refusesArguments(write, { input: { vault: { ...vaultAddress('photos'), accountId: account } } });
    },
  );
});

const start = (type: string, field: string) => `mutation ($input: ${type}!) { ${field}(input: $input) { ${onError} } }`;
const archive = start('InitiateArchiveRetrievalInput', 'initiateArchiveRetrieval');
const archives = start('InitiateArchiveRetrievalsInput', 'initiateArchiveRetrievals');
const inventory = start('EnsureInventoryInput', 'ensureInventory');
const batch = start('CreateBatchJobInput', 'createBatchJob');

describe('an archive id', () => {
  test.each([`a\r\nx: ${canary}`, '../x', 'a/b', '%00', '', 'a'.repeat(1025), 'a b', '\ud800'])(
    '%j is refused',
    async (archiveId) => {
      await refusesArguments(archive, { input: { vault: vaultRef('photos'), archiveId } });
      await refusesArguments(archives, { input: { vault: vaultRef('photos'), archiveIds: ['good', archiveId] } });
    },
  );
});

test('more archives than a call may start are rejected', async () => {
  await refusesArguments(archives, {
    input: { vault: vaultRef('photos'), archiveIds: Array.from({ length: 1001 }, (_, i) => `a${i}`) },
  });
});

describe('an idempotency key', () => {
  test.each([
    ['of 10 KB', 'k'.repeat(10_240)],
    ['of no character', ''],
  ])('%s is refused', async (_, idempotencyKey) => {
    await refusesArguments(archive, { input: { vault: vaultRef('photos'), archiveId: 'a', idempotencyKey } });
  });
});

describe('a topic', () => {
  test.each([
    ['of another account', 'arn:aws:sns:us-east-1:999999999999:jobs'],
    ['of another region', 'arn:aws:sns:eu-west-1:111122223333:jobs'],
    ['of another partition', 'arn:aws-cn:sns:us-east-1:111122223333:jobs'],
    ['of another service', 'arn:aws:sqs:us-east-1:111122223333:jobs'],
    ['with more behind it', 'arn:aws:sns:us-east-1:111122223333:jobs:subscription'],
    ['with a path', `arn:aws:sns:us-east-1:111122223333:../${canary}`],
    ['that is a URL', `https://${canary}.example/`],
  ])('%s is rejected by every start', async (_, snsTopic) => {
    await refusesArguments(archive, { input: { vault: vaultRef('photos'), archiveId: 'a', snsTopic } });
    await refusesArguments(inventory, { input: { vault: vaultRef('photos'), maxAgeSeconds: 0, snsTopic } });
    await refusesArguments(start('SetVaultNotificationsInput', 'setVaultNotifications'), {
      input: { vault: vaultRef('photos'), notifications: { snsTopic, events: ['ARCHIVE_RETRIEVAL_COMPLETED'] } },
    });
  });
});

describe('the input of a Batch job', () => {
  const manifest = (objectArn = 'arn:aws:s3:::manifests/m.csv') => ({
    manifest: {
      spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
      location: { objectArn, eTag: 'e' },
    },
  });
  const good = {
    location: home,
    operation: { s3InitiateRestoreObject: { expirationInDays: 1, glacierJobTier: 'BULK' } },
    manifest: manifest(),
    report: {
      bucket: 'arn:aws:s3:::reports',
      format: 'REPORT_CSV_20180820',
      reportScope: 'ALL_TASKS',
      prefix: 'reports/2026',
    },
    priority: 1,
    roleArn: 'arn:aws:iam::111122223333:role/batch',
  };
  const report = (changes: object) => ({ report: { ...good.report, ...changes } });

  test('is accepted unchanged', async () => {
    const { data } = await gateway.query(
      `mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) { __typename ${onError} } }`,
      { input: good },
    );
    expect(data.createBatchJob).toEqual({ __typename: 'CreateBatchJobPayload' });
  });

  test.each<[string, object]>([
    ['a role of another account', { roleArn: 'arn:aws:iam::999999999999:role/batch' }],
    ["a role of another of the gateway's accounts", { roleArn: 'arn:aws:iam::444455556666:role/batch' }],
    ['a role of another partition', { roleArn: 'arn:aws-cn:iam::111122223333:role/batch' }],
    ['a role with a path that climbs', { roleArn: 'arn:aws:iam::111122223333:role/../../x' }],
    ['a user in place of a role', { roleArn: 'arn:aws:iam::111122223333:user/somebody' }],
    ['a role with a line break', { roleArn: `arn:aws:iam::111122223333:role/x\n${canary}` }],
    [
      'a manifest of another account',
      { manifest: manifest('arn:aws:s3:us-east-1:999999999999:accesspoint/x/object/m.csv') },
    ],
    ['a manifest of another service', { manifest: manifest('arn:aws:sns:us-east-1:111122223333:manifests/m.csv') }],
    ['a bucket of another service', report({ bucket: 'arn:aws:sqs:us-east-1:111122223333:queue' })],
    ['a manifest of another partition', { manifest: manifest('arn:aws-cn:s3:::manifests/m.csv') }],
    ['a bucket of another account', report({ bucket: 'arn:aws:s3:us-east-1:999999999999:accesspoint/x' })],
    ['a bucket that is a URL', report({ bucket: `https://${canary}.example/` })],
    ['a report prefix with ../', report({ prefix: 'reports/../../secret' })],
    ['a report prefix that is ..', report({ prefix: '..' })],
    ['a report prefix from the root', report({ prefix: '/etc' })],
    ['a report prefix with CRLF', report({ prefix: 'a\r\nb' })],
    [
      'a source bucket of another account',
      {
        manifest: {
          manifestGenerator: {
            sourceBucket: 'arn:aws:s3:us-east-1:999999999999:accesspoint/x',
            enableManifestOutput: false,
          },
        },
      },
    ],
    [
      'a function of another account',
      { operation: { lambdaInvoke: { functionArn: 'arn:aws:lambda:us-east-1:999999999999:function:f' } } },
    ],
    [
      'a key of another account',
      {
        operation: {
          s3PutObjectCopy: {
            targetResource: 'arn:aws:s3:::t',
            sseAwsKmsKeyId: 'arn:aws:kms:us-east-1:999999999999:key/k',
          },
        },
      },
    ],
    [
      'a prefix of copies that climbs',
      { operation: { s3PutObjectCopy: { targetResource: 'arn:aws:s3:::t', targetKeyPrefix: '../x' } } },
    ],
  ])('%s is refused', async (_, changes) => {
    await refusesArguments(batch, { input: { ...good, ...changes } });
  });
});

const encode = (...parts: string[]) => Buffer.from(parts.join(' ')).toString('base64url');
const here = ['111122223333', 'us-east-1'] as const;
const photos = { accountId: here[0], region: here[1], vaultName: 'photos' };
const vaultId = idOfVault(photos);
const alteredAt = (at: number) => vaultId.slice(0, at) + (vaultId.at(at) === 'A' ? 'B' : 'A') + vaultId.slice(at + 1);

describe('a node id', () => {
  const node = 'query ($id: ID!) { node(id: $id) { id ... on Vault { tags { key } } } }';

  test.each([
    ['of nothing', ''],
    ['altered', `A${vaultId.slice(1)}`],
    ['truncated', vaultId.slice(0, 20)],
    ['padded', `${vaultId}==`],
    ['in another alphabet', Buffer.from(`1 Vault ${here.join(' ')} phot?s~`).toString('base64')],
    ['of another version', encode('2', 'Vault', ...here, 'photos', 'x')],
    ['of an unknown type', encode('1', 'Secret', ...here, 'photos', 'x')],
    ['with more behind it', encode('1', 'Vault', ...here, 'photos', 'more', 'x')],
    ['of 64 KB', 'A'.repeat(65_536)],
    ['of NUL bytes', Buffer.alloc(64).toString('base64url')],
    ['that is a name', canary],
  ])('%s is refused', async (_, id) => {
    await refusesArguments(node, { id });
  });

  test.each([
    ['of another account', idOfVault({ ...photos, accountId: '999999999999' })],
    ['of another region', idOfVault({ ...photos, region: '169.254.169.254' })],
    ['with a vault name that climbs', idOfVault({ ...photos, vaultName: '..' })],
    ['with a job id that climbs', glacierJobId({ ...photos, jobId: '../jobs' })],
    ['with a Batch job id that climbs', batchJobId({ ...photos, jobId: '../../x' })],
    ['altered in its name', alteredAt(vaultId.length - 12)],
    ['with another end', vaultId.slice(0, -4).concat('AAAA')],
    ['altered in its check', alteredAt(vaultId.length - 3)],
    [
      'of which the end is missing',
      Buffer.from(Buffer.from(vaultId, 'base64url').subarray(0, -1)).toString('base64url'),
    ],
    ['of a name in place of another', encode('1', 'Vault', ...here, 'billing-exports', 'x')],
  ])('%s is answered like a missing one, without an AWS call', async (_, id) => {
    gateway.calls();
    expect(await gateway.query(node, { id })).toMatchObject({ data: { node: null } });
    expect(gateway.calls()).toEqual({});
  });

  test('of a vault is not accepted for a job, and vice versa', async () => {
    const jobId = glacierJobId({ ...photos, jobId: 'j' });
    for (const [query, id] of [
      ['subscription ($id: ID!) { vaultJobUpdates(vault: { id: $id }) { __typename } }', jobId],
      ['subscription ($id: ID!) { jobUpdates(ids: [$id]) { job { id } } }', vaultId],
    ]) {
      const { text } = await send(gateway.url, {
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ query, variables: { id } }),
      });
      expect(text).toContain('"code":"BAD_USER_INPUT"');
    }
    expect(gateway.calls()).toEqual({});
  });
});

describe('a job id', () => {
  test.each(['../x', 'a/b', '', 'x y', `x\r\n${canary}`, 'j'.repeat(1025)])('%j is refused', async (jobId) => {
    await refusesArguments(
      'query ($jobId: String!) { glacierJob(vaultName: "photos", jobId: $jobId) { __typename } }',
      { jobId },
    );
    await refusesArguments('query ($jobId: String!) { batchJob(jobId: $jobId) { id } }', { jobId });
    await refusesArguments(start('CancelBatchJobInput', 'cancelBatchJob'), { input: { job: batchJobRef(jobId) } });
  });
});

describe('a cursor', () => {
  const list =
    'query ($after: String, $account: [AccountId!]) { vaults(first: 2, after: $after, filter: { accountIds: $account }) { pageInfo { endCursor } } }';
  const genuine = async () => (await gateway.data(list)).vaults.pageInfo.endCursor as string;

  test('of this list is accepted', async () => {
    expect((await gateway.data(list, { after: await genuine() })).vaults.pageInfo.endCursor).toEqual(
      expect.any(String),
    );
  });

  test.each<[string, (cursor: string) => string]>([
    ['of nothing', () => ''],
    ['altered', (cursor) => cursor.slice(0, -1) + (cursor.endsWith('A') ? 'B' : 'A')],
    ['truncated', (cursor) => cursor.slice(0, -4)],
    ['that is too long', (cursor) => cursor + cursor],
    ['of 64 KB', () => 'A'.repeat(65_536)],
    ['that is a name', () => canary],
    ['of JSON alone', () => Buffer.from('[1,null,"../x"]').toString('base64url')],
    [
      'of another version',
      (cursor) =>
        Buffer.from(Buffer.from(cursor, 'base64url').toString('latin1').replace('[1,', '[2,'), 'latin1').toString(
          'base64url',
        ),
    ],
  ])('%s is refused', async (_, change) => {
    await refusesArguments(list, { after: change(await genuine()) });
  });

  test('of another account or list is rejected', async () => {
    const after = await genuine();
    await refusesArguments(list, { after, account: ['444455556666'] });
    await refusesArguments('query ($after: String) { batchJobs(first: 2, after: $after) { nodes { id } } }', { after });
    await refusesArguments('query ($after: String) { jobs(first: 2, after: $after) { nodes { id } } }', { after });
  });
});

describe('a download URL', () => {
  const genuine = async (): Promise<string> => {
    const { vault } = await gateway.data('{ vault(name: "media-masters") { latestInventory { output { url } } } }');
    return new URL(vault.latestInventory.output.url).pathname;
  };

  test.each<[string, (path: string) => string]>([
    ['altered', (path) => path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A')],
    ['truncated', (path) => path.slice(0, -8)],
    [
      'altered at its beginning',
      (path) => path.replace(/(\/outputs\/)(.)/, (_, start, first) => start + (first === 'A' ? 'B' : 'A')),
    ],
    ['with more behind it', (path) => `${path}/../../etc/passwd`],
    ['with NUL behind it', (path) => `${path}%00`],
    ['of nothing', () => '/outputs/'],
    ['of another kind', () => `/outputs/${vaultId}`],
    ['of 8 KB', () => `/outputs/${'A'.repeat(8192)}`],
  ])('%s is answered like an unknown path', async (_, change) => {
    const path = change(await genuine());
    gateway.calls();
    expectClean(await send(gateway.url, { path }), [404]);
    expectClean(await send(gateway.url, { path, headers: { range: 'bytes=0-1' } }), [404]);
    expect(gateway.calls()).toEqual({});
    await expectHealthy(gateway);
  });

  test('that is valid rejects POST', async () => {
    expectClean(await send(gateway.url, { path: await genuine(), method: 'POST', body: canary }), [405]);
  });

  test.each(['bytes=99999999999-', 'bytes=-0'])('rejects the range %s', async (range) => {
    expectClean(await send(gateway.url, { path: await genuine(), headers: { range } }), [416]);
  });
});
