// The aws CLI and boto3 are clients by other people: what they can work with is not just what our SDK forgives.
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { failedBatchJob } from '../../../src/simulator/demo/seedReportedJobs.ts';
import { describeWith } from '../../support/describeWith.ts';
import { runChild } from '../../support/startChild.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { DAY, start } from '../support.ts';

const credentials = {
  PATH: process.env['PATH'],
  AWS_ACCESS_KEY_ID: '111122223333',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

async function withTools() {
  const { simulator, clock } = await start({ seed: 'demo' });
  const { path: folder, [Symbol.asyncDispose]: remove } = await temporaryFolder('s3-tools');
  onTestFinished(remove);
  const aws = async (...args: string[]) =>
    (await runChild('aws', ['--endpoint-url', simulator.url, '--output', 'json', ...args], { env: credentials }))
      .stdout;
  return {
    url: simulator.url,
    clock,
    folder,
    aws,
    json: async (...args: string[]) => JSON.parse((await aws('s3api', ...args)) || '{}') as Record<string, unknown>,
  };
}

describeWith('aws', 'aws s3', () => {
  test('copies, lists, moves, synchronizes and removes, with files in parts too', async () => {
    const { aws, folder } = await withTools();
    const large = randomBytes(17 * 1024 * 1024);
    await writeFile(join(folder, 'large'), large);
    await writeFile(join(folder, 'small é.txt'), 'hello');
    await aws('s3', 'mb', 's3://cli');
    await aws('s3', 'cp', join(folder, 'large'), 's3://cli/dir/large');
    await aws('s3', 'cp', join(folder, 'small é.txt'), 's3://cli/dir/');
    expect(await aws('s3', 'ls', 's3://cli/')).toContain('PRE dir/');
    expect(await aws('s3', 'ls', 's3://cli/dir/')).toMatch(/17825792 large\n.* 5 small é\.txt\n/);
    // The larger object is copied in parts.
    await aws('s3', 'mv', 's3://cli/dir/large', 's3://cli/moved+ &/large');
    await aws('s3', 'sync', 's3://cli', join(folder, 'back'));
    expect((await readFile(join(folder, 'back', 'moved+ &', 'large'))).equals(large)).toBe(true);
    expect(await readFile(join(folder, 'back', 'dir', 'small é.txt'), 'utf8')).toBe('hello');
    await aws('s3', 'rb', 's3://cli', '--force');
    await expect(aws('s3', 'ls', 's3://cli')).rejects.toThrow('(NoSuchBucket)');
  }, 300_000);

  test('downloads a completion report, whose files have the MD5 of its manifest', async () => {
    const { aws, folder } = await withTools();
    const report = `s3://reports-111122223333/batch/job-${failedBatchJob().jobId}`;
    // The larger file is downloaded in ranges.
    await aws('s3', 'cp', '--recursive', report, folder);
    const hash = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
    const manifest = await readFile(join(folder, 'manifest.json'));
    expect(await readFile(join(folder, 'manifest.json.md5'), 'latin1')).toBe(`${hash(manifest)}\n`);
    const { Results } = JSON.parse(manifest.toString()) as { Results: { Key: string; MD5Checksum: string }[] };
    expect(Results).toHaveLength(2);
    for (const { Key, MD5Checksum } of Results) {
      expect(hash(await readFile(join(folder, 'results', Key.split('/').at(-1) ?? '')))).toBe(MD5Checksum);
    }
  }, 300_000);

  test('restores, and follows a bucket into its region', async () => {
    const { aws, json, clock, folder } = await withTools();
    const object = ['--bucket', 'masters', '--key', 'reels/0003.mxf'];
    const output = join(folder, 'output');
    await expect(json('get-object', ...object, '--range', 'bytes=0-9', output)).rejects.toThrow('(InvalidObjectState)');
    await json('restore-object', ...object, '--restore-request', '{"Days":2,"GlacierJobParameters":{"Tier":"Bulk"}}');
    expect(await json('head-object', ...object)).toMatchObject({ Restore: 'ongoing-request="true"' });
    clock.advance(DAY / 2);
    expect(await json('get-object', ...object, '--range', 'bytes=0-9', output)).toMatchObject({ ContentLength: 10 });
    expect(await readFile(output)).toHaveLength(10);

    expect(await aws('s3', 'cp', 's3://west-footage/daily/clip-1.txt', '-')).toBe('clip 1\n');
    expect(await json('get-bucket-location', '--bucket', 'west-footage')).toEqual({ LocationConstraint: 'us-west-2' });
    await expect(json('get-bucket-policy', '--bucket', 'masters')).rejects.toThrow('(NotSimulated)');
  }, 300_000);

  test('lists every awkward key as it is', async () => {
    const { json } = await withTools();
    const { Contents } = await json('list-objects-v2', '--bucket', 'masters', '--no-paginate', '--max-keys', '1000');
    const keys = (Contents as { Key: string }[]).map(({ Key }) => Key).filter((key) => !key.startsWith('reels/'));
    expect(keys).toEqual([
      '"quoted", comma.csv',
      'a//b',
      'daily/',
      'daily/100%.csv',
      'daily/notes.txt',
      'sound & vision/take 1+2.mxf',
      'über/復元 😀.txt',
    ]);
  }, 300_000);
});

const script = `
import sys
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client('s3', endpoint_url=sys.argv[1], config=Config(retries={'max_attempts': 1}))
s3.create_bucket(Bucket='boto')
s3.put_bucket_versioning(Bucket='boto', VersioningConfiguration={'Status': 'Enabled'})
bodies = [b'', b'one', bytes(range(256)) * 4]
ids = [s3.put_object(Bucket='boto', Key='k +%/e', Body=body, Metadata={'m': 'x'}, Tagging='t=1')['VersionId'] for body in bodies]
for version, body in zip(ids, bodies):
    assert s3.get_object(Bucket='boto', Key='k +%/e', VersionId=version)['Body'].read() == body
s3.copy({'Bucket': 'boto', 'Key': 'k +%/e', 'VersionId': ids[1]}, 'boto', 'copy')
assert s3.get_object(Bucket='boto', Key='copy')['Body'].read() == b'one'
listed = [o['Key'] for page in s3.get_paginator('list_objects_v2').paginate(Bucket='boto', PaginationConfig={'PageSize': 1}) for o in page.get('Contents', [])]
assert listed == ['copy', 'k +%/e'], listed
versions = [v['VersionId'] for page in s3.get_paginator('list_object_versions').paginate(Bucket='boto', PaginationConfig={'PageSize': 2}) for v in page.get('Versions', [])]
assert versions[1:] == ids[::-1], versions
reels = [o for page in s3.get_paginator('list_objects_v2').paginate(Bucket='masters', Prefix='reels/', OptionalObjectAttributes=['RestoreStatus'], PaginationConfig={'PageSize': 7}) for o in page['Contents']] if 'OptionalObjectAttributes' in s3.meta.service_model.operation_model('ListObjectsV2').input_shape.members else []
assert not reels or {o.get('RestoreStatus', {}).get('IsRestoreInProgress') for o in reels} == {None, False, True}
for call, code in [
    (lambda: s3.get_object(Bucket='boto', Key='none'), 'NoSuchKey'),
    (lambda: s3.head_object(Bucket='boto', Key='none'), '404'),
    (lambda: s3.get_object(Bucket='masters', Key='reels/0002.mxf'), 'InvalidObjectState'),
    (lambda: s3.list_objects_v2(Bucket='boto', ExpectedBucketOwner='444455556666'), 'AccessDenied'),
]:
    try:
        call()
    except ClientError as error:
        assert error.response['Error']['Code'] == code, error
    else:
        raise AssertionError(code)
# A bucket of another region: boto3 follows.
assert s3.list_objects_v2(Bucket='west-footage')['KeyCount'] == 3
url = s3.generate_presigned_url('get_object', Params={'Bucket': 'boto', 'Key': 'copy'})
import urllib.request
assert urllib.request.urlopen(url).read() == b'one'
result = s3.delete_objects(Bucket='boto', Delete={'Objects': [{'Key': 'k +%/e', 'VersionId': v} for v in ids] + [{'Key': 'copy', 'VersionId': versions[0]}]})
assert len(result['Deleted']) == 4, result
s3.delete_bucket(Bucket='boto')
print('done')
`;

describeWith('boto3', 'boto3', (python = '') => {
  test('works with buckets, objects and versions', async () => {
    const { url } = await withTools();
    const { stdout } = await runChild(python, ['-c', script, url], { env: credentials });
    expect(stdout).toBe('done\n');
  }, 300_000);
});
