// Writes of a caller who has gone away.
import { CreateBucketCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { abortMultipartUpload } from '../../../src/aws/s3/abortMultipartUpload.ts';
import { createMultipartUpload } from '../../../src/aws/s3/createMultipartUpload.ts';
import { s3ClientOf, withStore } from '../../simulator/s3/s3Support.ts';
import { backendAt } from '../backendAt.ts';

test('no write is sent, except one that removes what an earlier one left behind', async () => {
  const { simulator } = await withStore();
  const location = { accountId: '111122223333', region: 'us-east-1' };
  const s3 = s3ClientOf(simulator.url);
  await s3.send(new CreateBucketCommand({ Bucket: 'manifests' }));
  const aws = createAws(backendAt(simulator.url, location), { attempt: 60_000, call: 60_000 });
  try {
    const bucket = { location, bucketName: 'manifests' };
    const object = { key: 'k', contentType: 'text/csv', metadata: {} };
    const caller = new AbortController();
    const session = aws.session(anonymous, caller.signal);
    const upload = await createMultipartUpload(session, bucket, object);
    caller.abort();
    await expect(createMultipartUpload(session, bucket, object)).rejects.toBe(caller.signal.reason);
    await abortMultipartUpload(session, bucket, upload);
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'manifests' }));
    expect(Uploads).toEqual([]);
  } finally {
    aws.close();
  }
});
