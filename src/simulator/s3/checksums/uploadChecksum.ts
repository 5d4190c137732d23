// Checksums of objects that are uploaded in parts: of the whole object, or composed of the checksums of the parts.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
import type { CompletedPart } from '@aws-sdk/client-s3';
import type { Decoded } from '../../codec/long.ts';
import { AwsError, invalidRequest } from '../../http/errors.ts';
import type { Checksum, MultipartUpload, UploadedPart } from '../../world/objects/records.ts';
import { heldBytes, type RangedBytes } from '../../world/rangedBytes.ts';
import { checkAlgorithm, checksumOf, DEFAULT_ALGORITHM, givenChecksum } from './checksumMembers.ts';

/** Whether an algorithm can be of the whole object, and of parts; its usual type comes first. */
const types: Record<string, readonly Checksum['type'][]> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
};

export function newUploadChecksum(input: {
  ChecksumAlgorithm?: string | undefined;
  ChecksumType?: string | undefined;
}): MultipartUpload['checksum'] {
  const algorithm = checkAlgorithm(input.ChecksumAlgorithm);
  if (algorithm === undefined) {
    if (input.ChecksumType === undefined) return undefined;
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const allowed = types[algorithm] ?? ['COMPOSITE'];
  const [usual = 'COMPOSITE'] = allowed;
  const type = allowed.find((each) => each === (input.ChecksumType ?? usual));
  if (type) return { algorithm, type };
  throw invalidRequest(
    `The ${input.ChecksumType} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  );
}

/**
 * Throws if a part is sent with another algorithm than that of its upload. An upload without one takes any: the SDKs send a CRC32
 * by default with each part, and none with CreateMultipartUpload. The message is that of S3:
 * https://github.com/apache/opendal/pull/4533
 */
export function checkPartChecksum(upload: MultipartUpload, given: Checksum | undefined): void {
  const wanted = upload.checksum?.algorithm;
  if (given === undefined || wanted === undefined || given.algorithm === wanted) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${wanted.toLowerCase()}, actual checksum Type: ${given.algorithm.toLowerCase()}`,
  );
}

/** Throws if a part of a composite checksum is listed without its own: https://github.com/apache/opendal/pull/4580 */
export function checkListedChecksums({ checksum }: MultipartUpload, listed: readonly Decoded<CompletedPart>[]): void {
  if (checksum?.type !== 'COMPOSITE') return;
  const without = listed.find((part) => !givenChecksum(part));
  if (!without) return;
  const name = checksum.algorithm.toLowerCase();
  throw invalidRequest(
    `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${without.PartNumber} in the request.`,
  );
}

/** The checksum of the completed object; `given` is what the caller expects of the whole object. */
export function completedChecksum(
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  content: RangedBytes,
  given: Checksum | undefined,
): Checksum | undefined {
  const { algorithm, type } = upload.checksum ?? {
    algorithm: given?.algorithm ?? DEFAULT_ALGORITHM,
    type: 'FULL_OBJECT' as const,
  };
  const checksum = type === 'FULL_OBJECT' ? wholeChecksum(algorithm, content) : compositeChecksum(algorithm, parts);
  if (given && checksum && given.algorithm === algorithm && given.value !== checksum.value) {
    throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  return checksum ?? given;
}

/** Computed bytes have none: they can be terabytes of parts that were copied. */
const wholeChecksum = (algorithm: string, content: RangedBytes): Checksum | undefined =>
  content.isHeld ? checksumOf(algorithm, content) : undefined;

/** The checksum of the checksums of the parts, and their number. */
function compositeChecksum(algorithm: string, parts: readonly UploadedPart[]): Checksum | undefined {
  const values = parts.flatMap(({ checksum }) => (checksum ? [Buffer.from(checksum.value, 'base64')] : []));
  const whole = values.length === parts.length ? checksumOf(algorithm, heldBytes(Buffer.concat(values))) : undefined;
  return whole && { algorithm, value: `${whole.value}-${parts.length}`, type: 'COMPOSITE' };
}
