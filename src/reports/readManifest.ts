// A report's manifest.json from S3, read as a whole within a bound.

import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BucketSource } from '../aws/s3/atBucket.ts';
import { getObject } from '../aws/s3/getObject.ts';
import { NotFoundError, OutputUnreadableError } from '../core/errors.ts';
import { parseReportManifest, type ReportManifest } from './reportManifest.ts';

/** In bytes: S3 writes some hundred. It is in somebody's bucket, so it may be anything. */
const maxBytes = 1024 ** 2;

/** Null if it does not exist. */
export async function readManifest(aws: AwsSession, source: BucketSource, key: string): Promise<ReportManifest | null> {
  try {
    const manifest = parseReportManifest(await textOf(aws, source, key));
    if (manifest) return manifest;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
  throw new OutputUnreadableError(`${key} in the bucket ${source.bucketName} is not the manifest of a report`, 0);
}

async function textOf(aws: AwsSession, source: BucketSource, key: string): Promise<string> {
  const { body } = await getObject(aws, source, { key });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop ends the stream at AWS.
    if (size > maxBytes) {
      throw new OutputUnreadableError(
        `${key} in the bucket ${source.bucketName} has more than ${maxBytes} bytes`,
        maxBytes,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
