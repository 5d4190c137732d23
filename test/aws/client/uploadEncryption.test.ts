// The encryption of the manifests that the gateway writes, by PutObject and in parts.
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import type { AwsCall } from '../../../src/aws/client/awsCall.ts';
import type { AwsSession } from '../../../src/aws/client/awsSession.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { uploadObject } from '../../../src/aws/s3/uploadObject.ts';
import { s3ClientOf, withStore } from '../../simulator/s3/s3Support.ts';
import { backendAt } from '../backendAt.ts';

const MiB = 1024 ** 2;

test.each([
  ['PutObject', 1],
  ['CreateMultipartUpload', 6 * MiB],
])('%s asks for the keys of S3, whatever the default of the bucket is', async (operation, size) => {
  const { simulator } = await withStore();
  const location = { accountId: '111122223333', region: 'us-east-1' };
  await s3ClientOf(simulator.url).send(new CreateBucketCommand({ Bucket: 'manifests' }));
  const aws = createAws(backendAt(simulator.url, location), { attempt: 60_000, call: 60_000 });
  try {
    const session = aws.session(anonymous, new AbortController().signal);
    const inputs = new Map<string, object>();
    const { caller, bucketRegions, budget } = session;
    const watched = {
      caller,
      bucketRegions,
      budget,
      write: <O>(call: AwsCall<O>) => {
        inputs.set(call.operation.name, call.input);
        return session.write(call);
      },
    } as unknown as AwsSession;
    const content = (async function* () {
      yield Buffer.alloc(size);
    })();
    const object = { key: 'k', contentType: 'text/csv', metadata: {} };
    await uploadObject(watched, { location, bucketName: 'manifests' }, object, content);
    expect(inputs.get(operation)).toMatchObject({ ServerSideEncryption: 'AES256' });
  } finally {
    aws.close();
  }
});
