// The content of an object as a stream, in ranges, so that it continues where a connection broke. All ranges are of the same
// state of the object.
import { GatewayError, isTemporary, ServiceUnavailableError } from '../../core/errors.ts';
import type { AwsSession } from '../client/awsSession.ts';
import type { BucketSource } from './atBucket.ts';
import { getObject, type ObjectBytes } from './getObject.ts';

/** In bytes: a gigabyte takes 128 calls. */
const rangeSize = 8 * 1024 * 1024;

/** Failures in a row, without a byte between them. */
const maxFailures = 3;

/** The state of an object: that of the first range that is read with it, and required of all later ones. */
export interface ObjectState {
  eTag?: string | undefined;
}

/** `state`: of an earlier reading. By default, it is read as it is now. */
export async function* readObject(
  aws: AwsSession,
  bucket: BucketSource,
  key: string,
  state: ObjectState = {},
): AsyncGenerator<Buffer, void, undefined> {
  let at = 0;
  let total = Number.POSITIVE_INFINITY;
  let failures = 0;
  while (at < total) {
    const from = at;
    try {
      const object = await getObject(aws, bucket, {
        key,
        range: { start: at, end: at + rangeSize - 1 },
        ifMatch: state.eTag,
      });
      total = object.contentRange?.total ?? wholeSize(object, at);
      state.eTag ??= object.eTag ?? undefined;
      for await (const chunk of object.body) {
        if (chunk.length === 0) continue;
        at += chunk.length;
        failures = 0;
        yield chunk;
      }
      // S3 sent the whole object, of a size that it did not report.
      if (object.contentRange === null) return;
      if (at === from) throw new ServiceUnavailableError('S3 sent a part of the object without bytes.');
    } catch (error) {
      if (isEmpty(error, at)) return;
      failures += 1;
      if (!isTemporary(error) || failures >= maxFailures || !aws.spendRetry(bucket.location, error)) throw error;
    }
  }
}

/** Of an object that S3 sends as a whole, regardless of the range. */
const wholeSize = ({ contentLength }: ObjectBytes, at: number): number =>
  contentLength === null ? Number.POSITIVE_INFINITY : at + contentLength;

/** No range of an object without bytes can be satisfied. */
const isEmpty = (error: unknown, at: number): boolean =>
  at === 0 && error instanceof GatewayError && error.awsCode === 'InvalidRange';
