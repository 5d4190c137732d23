// What the tests of S3 share: the real SDK's client of S3, without retries, and a bucket.
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { type Harness, start } from '../support.ts';

export function s3ClientOf(endpoint: string, config: S3ClientConfig & { accessKeyId?: string } = {}): S3Client {
  const { accessKeyId = '111122223333', ...rest } = config;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts: 1,
    ...rest,
  });
  onTestFinished(() => client.destroy());
  return client;
}

export interface S3Harness extends Harness {
  s3: S3Client;
  /** Writes into the bucket `store`. */
  put(
    Key: string,
    Body?: string | Buffer,
    more?: Partial<PutObjectCommandInput>,
  ): Promise<{ VersionId?: string | undefined }>;
  /** The text of an object of the bucket `store`. */
  text(Key: string, more?: Partial<GetObjectCommandInput>): Promise<string>;
}

/** A simulator with the bucket `store` of 111122223333 in us-east-1. */
export async function withStore(): Promise<S3Harness> {
  const harness = await start();
  const s3 = s3ClientOf(harness.simulator.url);
  await s3.send(new CreateBucketCommand({ Bucket: 'store' }));
  return {
    ...harness,
    s3,
    // The SDK takes an empty text for a stream of unknown length.
    put: (Key, Body = Key, more = {}) =>
      s3.send(new PutObjectCommand({ Bucket: 'store', Key, Body: Buffer.from(Body), ...more })),
    text: async (Key, more = {}) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'store', Key, ...more }));
      return (await Body?.transformToString()) ?? '';
    },
  };
}
