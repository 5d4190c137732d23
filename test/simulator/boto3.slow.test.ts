// boto3 is a client by other people. It computes the hashes of parts itself, and pages as its own description of Glacier says.
import { expect, test } from 'vitest';
import { describeWith } from '../support/describeWith.ts';
import { runChild } from '../support/startChild.ts';
import { start } from './support.ts';

const script = `
import io
import sys
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.utils import calculate_tree_hash

MiB = 1024 * 1024
glacier = boto3.resource('glacier', endpoint_url=sys.argv[1], config=Config(retries={'max_attempts': 1}))
client = glacier.meta.client
vault = glacier.create_vault(accountId='-', vaultName='boto')
archive = bytes(range(251)) * 20000
assert 4 * MiB < len(archive) < 5 * MiB
tree_hash = calculate_tree_hash(io.BytesIO(archive))

def send(upload, number, size):
    body = archive[number * size:(number + 1) * size]
    upload.upload_part(range='bytes %d-%d/*' % (number * size, number * size + len(body) - 1), body=body)

upload = vault.initiate_multipart_upload(archiveDescription='by boto', partSize=str(2 * MiB))
for number in [2, 0, 1, 0]:
    send(upload, number, 2 * MiB)
pages = client.get_paginator('list_parts').paginate(accountId='-', vaultName='boto', uploadId=upload.id, PaginationConfig={'PageSize': 2})
parts = [part['RangeInBytes'] for page in pages for part in page['Parts']]
assert parts == ['0-2097151', '2097152-4194303', '4194304-5019999'], parts
def uploads():
    pages = client.get_paginator('list_multipart_uploads').paginate(accountId='-', vaultName='boto')
    return [each.get('ArchiveDescription') for page in pages for each in page['UploadsList']]

assert uploads() == ['by boto'], uploads()
result = upload.complete(archiveSize=str(len(archive)), checksum=tree_hash)
assert result['checksum'] == tree_hash, result
assert upload.complete(archiveSize=str(len(archive)), checksum=tree_hash)['archiveId'] == result['archiveId']
assert uploads() == [], uploads()

many = vault.initiate_multipart_upload(partSize=str(MiB))
for number in [0, 1, 3]:
    send(many, number, MiB)
for call, code in [
    (lambda: many.complete(archiveSize=str(4 * MiB), checksum=tree_hash), 'InvalidParameterValueException'),
    (lambda: many.upload_part(range='bytes 1-10/*', body=b'0123456789'), 'InvalidParameterValueException'),
    (lambda: vault.initiate_multipart_upload(partSize='1000'), 'InvalidParameterValueException'),
    (lambda: upload.abort(), 'ResourceNotFoundException'),
    (lambda: vault.MultipartUpload('x').parts(), 'ResourceNotFoundException'),
]:
    try:
        call()
    except ClientError as error:
        assert error.response['Error']['Code'] == code, error
    else:
        raise AssertionError(code)
many.abort()
many.abort()
print('done')
`;

describeWith('boto3', 'boto3 with Glacier', (python = '') => {
  test('uploads archives in parts', async () => {
    const { simulator } = await start();
    const env = {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    const { stdout } = await runChild(python, ['-c', script, simulator.url], { env });
    expect(stdout).toBe('done\n');
    expect(simulator.world.heldBytes.uploaded).toBeLessThan(5_020_000 + 3 * 1024);
  }, 120_000);
});
