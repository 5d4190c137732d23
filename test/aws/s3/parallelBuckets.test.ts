// Calls of one operation at the same time go to their own buckets.
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { getObject } from '../../../src/aws/s3/getObject.ts';
import { headObject } from '../../../src/aws/s3/headObject.ts';
import { putObject } from '../../../src/aws/s3/putObject.ts';
import { withStore } from '../../simulator/s3/s3Support.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const buckets = ['red', 'green', 'blue'];

test('reads and writes at the same time go to their own buckets', async () => {
  const { simulator, s3 } = await withStore();
  for (const Bucket of buckets) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'name', Body: Bucket }));
  }
  const aws = createAws(backendAt(simulator.url, location), { attempt: 60_000, call: 60_000 });
  const session = aws.session(anonymous, new AbortController().signal);
  const inAll = <T>(run: (source: { location: typeof location; bucketName: string }) => Promise<T>) =>
    Promise.all(buckets.map((bucketName) => run({ location, bucketName })));
  try {
    const names = await inAll(async (source) => {
      const { body } = await getObject(session, source, { key: 'name' });
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    });
    expect(names).toEqual(buckets);
    const object = (name: string) => ({ key: `of ${name}`, contentType: 'text/plain', metadata: {} });
    await inAll((source) => putObject(session, source, object(source.bucketName), Buffer.from('x')));
    const heads = await inAll((source) => headObject(session, source, { key: `of ${source.bucketName}` }));
    expect(heads.map(({ contentLength }) => contentLength)).toEqual([1, 1, 1]);
  } finally {
    aws.close();
  }
});
