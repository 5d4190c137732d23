// Messages of tasks that succeeded on objects that do not exist: a checksum, or the text of a Lambda function, is made up from the
// number of the task. All messages of a job have the same length.
import { createHash } from 'node:crypto';
import type { JobOperation } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import { checksumMessage } from './checksumMessage.ts';
import { digestLengths } from './digestLengths.ts';
import { successMessage } from './successMessage.ts';

export function syntheticMessage(operation: Decoded<JobOperation> = {}): (index: number) => string {
  const { S3ComputeObjectChecksum: checksum, LambdaInvoke: lambda } = operation;
  if (checksum) {
    const { ChecksumAlgorithm: algorithm = 'CRC64NVME', ChecksumType: type = 'FULL_OBJECT' } = checksum;
    return (index) => {
      const noise = noiseOf(index);
      return checksumMessage({
        digest: noise.subarray(0, digestLengths[algorithm]),
        algorithm,
        type,
        etag: noise.toString('hex', 32, 48),
      });
    };
  }
  if (lambda) return (index) => lambdaText(noiseOf(index));
  const message = successMessage(operation);
  return () => message;
}

const noiseOf = (index: number): Buffer => createHash('sha512').update(String(index)).digest();

/** Of a function in Python that copies the object and returns the response, as in AWS's documentation. */
const lambdaText = (noise: Buffer): string =>
  `{u'CopySourceVersionId': '${noise.toString('base64url', 0, 24)}', u'CopyObjectResult': {u'ETag': '"${noise.toString('hex', 32, 48)}"'}}`;
