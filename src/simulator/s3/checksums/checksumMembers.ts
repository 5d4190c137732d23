// Checksums as members of requests and responses: each algorithm has a member of its own, ChecksumCRC32 for example.
import { ChecksumAlgorithm } from '@aws-sdk/client-s3';
import { AwsError, invalidRequest } from '../../http/errors.ts';
import type { Checksum } from '../../world/objects/records.ts';
import { heldBytes, type RangedBytes } from '../../world/rangedBytes.ts';
import { computeChecksum } from './hashers.ts';

const algorithms = Object.values(ChecksumAlgorithm);

/** What S3 computes since December 2024 if the caller names no algorithm. */
export const DEFAULT_ALGORITHM = 'CRC64NVME';

export type ChecksumMembers = { [Algorithm in ChecksumAlgorithm as `Checksum${Algorithm}`]?: string };

/** The member of a response, and the type of the checksum. */
export function checksumMembers(checksum: Checksum | undefined): ChecksumMembers & { ChecksumType?: Checksum['type'] } {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type } : {};
}

/** The checksum that a request gives, whose type is that of a whole body. */
export function givenChecksum(input: object): Checksum | undefined {
  const members: ChecksumMembers = input;
  const given = algorithms.flatMap((algorithm): Checksum[] => {
    const value = members[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value, type: 'FULL_OBJECT' }];
  });
  if (given.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  return given[0];
}

interface BodyInput {
  ContentMD5?: string | undefined;
  ChecksumAlgorithm?: string | undefined;
}

/** Verifies what a request says of its body. Returns the checksum to be stored with it. */
export function checkBody(input: BodyInput, body: Buffer, fallback = DEFAULT_ALGORITHM): Checksum | undefined {
  const content = heldBytes(body);
  checkMd5(input.ContentMD5, content);
  const given = givenChecksum(input);
  if (!given) return checksumOf(checkAlgorithm(input.ChecksumAlgorithm) ?? fallback, content);
  const computed = computeChecksum(given.algorithm, content);
  if (computed === undefined) return given;
  if (Buffer.from(given.value, 'base64').length !== Buffer.from(computed, 'base64').length) {
    throw invalidRequest(`Value for x-amz-checksum-${given.algorithm.toLowerCase()} header is invalid.`);
  }
  if (given.value !== computed) {
    throw new AwsError('BadDigest', `The ${given.algorithm} you specified did not match the calculated checksum.`);
  }
  return given;
}

/** Of the whole content; undefined for an algorithm that the simulator does not compute. */
export function checksumOf(algorithm: string, content: RangedBytes): Checksum | undefined {
  const value = computeChecksum(algorithm, content);
  return value === undefined ? undefined : { algorithm, value, type: 'FULL_OBJECT' };
}

export function checkAlgorithm(algorithm: string | undefined): string | undefined {
  const name = algorithm?.toUpperCase();
  if (name !== undefined && !algorithms.some((each) => each === name)) {
    throw invalidRequest('Checksum algorithm provided is unsupported. Please try again with any of the valid types.');
  }
  return name;
}

function checkMd5(given: string | undefined, content: RangedBytes): void {
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (given !== computeChecksum('MD5', content)) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}
