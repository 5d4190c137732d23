// The aws CLI is another client by other people: what it can work with is not just what our SDK forgives.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseExactJson } from '../../src/simulator/codec/exactJson.ts';
import { mebibytesOf, treeHash } from '../../src/simulator/world/treeHash.ts';
import { describeWith } from '../support/describeWith.ts';
import { runChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { HOUR, start } from './support.ts';

describeWith('aws', 'the aws CLI', () => {
  test('lists, starts, describes, downloads and uploads', async () => {
    const { aws, clock, folder } = await withCli();
    const { VaultList } = await aws('list-vaults');
    expect(VaultList).toHaveLength(27);

    const vault = ['--vault-name', 'awkward-names'];
    const { JobList } = await aws('list-jobs', ...vault, '--statuscode', 'Succeeded');
    expect(JobList).toHaveLength(2);

    const parameters = '{"Type":"inventory-retrieval","Format":"CSV"}';
    const { jobId } = await aws('initiate-job', ...vault, '--job-parameters', parameters);
    // An id may begin with a hyphen, so it must be joined to its option.
    expect(await aws('describe-job', ...vault, `--job-id=${jobId}`)).toMatchObject({ StatusCode: 'InProgress' });
    clock.advance(5 * HOUR);

    const file = join(folder, 'output');
    const range = ['--range', 'bytes=0-8'];
    const output = await aws('get-job-output', ...vault, `--job-id=${jobId}`, ...range, file);
    expect(output).toMatchObject({ status: 206, contentType: 'text/csv' });
    expect(await readFile(file, 'utf8')).toBe('ArchiveId');

    await writeFile(file, 'hello');
    const upload = await aws('upload-archive', '--vault-name', 'empty-vault', '--body', file);
    expect(upload['checksum']).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
  }, 60_000);

  test('uploads in parts', async () => {
    const { aws, folder } = await withCli();
    const vault = ['--vault-name', 'empty-vault'];
    const { uploadId } = await aws('initiate-multipart-upload', ...vault, '--part-size', '1048576');
    const upload = [...vault, `--upload-id=${uploadId}`];
    const file = join(folder, 'part');
    for (const [length, range] of [
      [1_048_576, 'bytes 0-1048575/*'],
      [5, 'bytes 1048576-1048580/*'],
    ] as const) {
      await writeFile(file, Buffer.alloc(length, 'part'));
      await aws('upload-multipart-part', ...upload, '--body', file, '--range', range);
    }
    expect((await aws('list-parts', ...upload))['Parts']).toHaveLength(2);
    expect((await aws('list-multipart-uploads', ...vault))['UploadsList']).toHaveLength(1);
    const archive = Buffer.concat([Buffer.alloc(1_048_576, 'part'), Buffer.from('partp')]);
    const checksum = treeHash(mebibytesOf(archive));
    const size = ['--archive-size', String(archive.length)];
    await expect(aws('complete-multipart-upload', ...upload, ...size, '--checksum', '0'.repeat(64))).rejects.toThrow(
      'Invalid x-amz-sha256-tree-hash',
    );
    const completed = await aws('complete-multipart-upload', ...upload, ...size, '--checksum', checksum);
    expect(completed).toMatchObject({ checksum });
    await expect(aws('abort-multipart-upload', ...upload)).rejects.toThrow('(ResourceNotFoundException)');
  }, 120_000);

  test('shows errors by their AWS names', async () => {
    const { aws } = await withCli();
    await expect(aws('describe-vault', '--vault-name', 'nope')).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the DescribeVault operation',
    );
  }, 60_000);

  test('pages as AWS does, and keeps every digit of a 64-bit integer', async () => {
    const { aws, s3control } = await withCli();
    // boto2 always sent this limit.
    expect((await aws('list-vaults', '--limit', '1000', '--no-paginate'))['VaultList']).toHaveLength(10);
    const all = await aws('list-jobs', '--vault-name', 'media-masters', '--page-size', '1000');
    expect(all['JobList']).toHaveLength(400);
    await expect(aws('list-vaults', '--limit', '0', '--no-paginate')).rejects.toThrow(
      '(InvalidParameterValueException)',
    );
    await expect(aws('list-vaults', '--marker', 'abc', '--no-paginate')).rejects.toThrow(
      '(InvalidParameterValueException)',
    );
    expect((await s3control('list-jobs', '--max-results', '0'))['Jobs']).toEqual([]);

    const policy = '{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":9223372036854775807}]}';
    await aws('set-data-retrieval-policy', '--policy', policy);
    expect(await aws('get-data-retrieval-policy')).toEqual({ Policy: parseExactJson(policy) });
  }, 60_000);

  test('lists, describes, creates and confirms batch jobs', async () => {
    const { s3control, clock } = await withCli();
    const { Jobs, NextToken } = await s3control(
      'list-jobs',
      '--max-results',
      '2',
      '--job-statuses',
      'Complete',
      'Failed',
    );
    expect(Jobs).toHaveLength(2);
    const all = await s3control('list-jobs', '--job-statuses', 'Complete', 'Failed');
    const rest = await s3control('list-jobs', '--job-statuses', 'Complete', 'Failed', '--next-token', `${NextToken}`);
    expect(all['Jobs']).toEqual([...(Jobs as object[]), ...(rest['Jobs'] as object[])]);

    // Members that older versions of the CLI know too.
    const job = {
      Operation: {
        S3PutObjectCopy: {
          TargetResource: 'arn:aws:s3:::t',
          NewObjectMetadata: { UserMetadata: { a: '<b> & c' } },
          AccessControlGrants: [{ Grantee: { TypeIdentifier: 'id', Identifier: 'x' }, Permission: 'READ' }],
          NewObjectTagging: [],
        },
      },
      Report: { Enabled: false },
      Priority: 3,
      RoleArn: 'arn:aws:iam::111122223333:role/r',
      ClientRequestToken: 'cli',
      ManifestGenerator: {
        S3JobManifestGenerator: {
          SourceBucket: 'arn:aws:s3:::b',
          EnableManifestOutput: false,
          Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ['FAILED', 'NONE'] },
        },
      },
      Tags: [{ Key: 'k', Value: ' v ' }],
    };
    const { JobId } = await s3control('create-job', '--cli-input-json', JSON.stringify(job));
    const id = ['--job-id', String(JobId)];
    clock.advance(HOUR);
    const { ClientRequestToken: _, Tags, ...kept } = job;
    expect(await s3control('describe-job', ...id)).toMatchObject({ Job: { ...kept, Status: 'Suspended' } });
    expect(await s3control('get-job-tagging', ...id)).toEqual({ Tags });
    const ready = await s3control('update-job-status', ...id, '--requested-job-status', 'Ready');
    expect(ready).toMatchObject({ JobId, Status: 'Ready' });
    await expect(s3control('update-job-status', ...id, '--requested-job-status', 'Ready')).rejects.toThrow(
      'An error occurred (JobStatusException) when calling the UpdateJobStatus operation',
    );
  }, 60_000);
});

async function withCli() {
  const { simulator, clock } = await start({ seed: 'demo' });
  const { path: folder, [Symbol.asyncDispose]: remove } = await temporaryFolder('aws-cli');
  onTestFinished(remove);
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
  const call =
    (...service: string[]) =>
    async (command: string, ...args: string[]): Promise<Record<string, unknown>> => {
      const [name = '', accountId = '', ...options] = service;
      const where = ['--endpoint-url', simulator.url, '--output', 'json', ...options];
      const line = [...where, name, command, '--account-id', accountId, ...args];
      // Some operations print nothing.
      const printed = (await runChild('aws', line, { env })).stdout || '{}';
      return parseExactJson(printed) as Record<string, unknown>;
    };
  const aws = call('glacier', '-');
  // The region 'snow' keeps the CLI from putting the account before the address.
  const s3control = call('s3control', '111122223333', '--region', 'snow');
  return { aws, s3control, clock, folder };
}
