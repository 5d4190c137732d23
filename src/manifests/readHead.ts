// The first bytes of an object, in memory.

import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BucketSource } from '../aws/s3/atBucket.ts';
import { getObject, type ObjectRequest } from '../aws/s3/getObject.ts';
import { GatewayError } from '../core/errors.ts';

/** At most so many bytes, in one call; none of an empty object. */
export async function readHead(
  aws: AwsSession,
  source: BucketSource,
  request: Omit<ObjectRequest, 'range'>,
  maxBytes: number,
): Promise<Buffer> {
  try {
    const { body } = await getObject(aws, source, { ...request, range: { start: 0, end: maxBytes - 1 } });
    return await takeBytes(body, maxBytes);
  } catch (error) {
    if (isEmpty(error)) return Buffer.alloc(0);
    throw error;
  }
}

/** S3 refuses any range of an object without bytes. */
const isEmpty = (error: unknown): boolean => error instanceof GatewayError && error.awsCode === 'InvalidRange';

/** The first bytes of a stream, which ends then. */
export async function takeBytes(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const taken: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    taken.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the stream.
    if (size >= maxBytes) break;
  }
  return Buffer.concat(taken).subarray(0, maxBytes);
}
