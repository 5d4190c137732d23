// The checksum of an object, which S3ComputeObjectChecksum computes without a restore. Uploaded bytes are read once for each
// algorithm. The checksum of a content that is computed is made up: it can be of any size, and reading it would take seconds.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-compute-checksums.html
import { createHash } from 'node:crypto';
import type {
  ComputeObjectChecksumAlgorithm,
  ComputeObjectChecksumType,
  S3ComputeObjectChecksumOperation,
} from '@aws-sdk/client-s3-control';
import { computeChecksum } from '../../s3/checksums/hashers.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { bytesWithin, heldBytes, type RangedBytes } from '../../world/rangedBytes.ts';
import { checksumMessage } from '../batch/checksumMessage.ts';
import { digestLengths } from '../batch/digestLengths.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

export function checksumRequest({
  ChecksumAlgorithm: algorithm = 'CRC64NVME',
  ChecksumType: type = 'FULL_OBJECT',
}: S3ComputeObjectChecksumOperation): TaskRequest {
  return (object, context) => {
    const name = nameOf(object);
    const version = findVersion(findBucket(name, context), name);
    return checksumMessage({ digest: digestOf(version, { algorithm, type }), algorithm, type, etag: version.etag });
  };
}

interface Wanted {
  algorithm: ComputeObjectChecksumAlgorithm;
  type: ComputeObjectChecksumType;
}

/** Digests by their names, of each content. */
const known = new WeakMap<RangedBytes, Map<string, Buffer>>();

function digestOf(version: ObjectVersion, wanted: Wanted): Buffer {
  const digests = known.get(version.content) ?? new Map<string, Buffer>();
  known.set(version.content, digests);
  // A copy shares the content of its source, and has one part.
  const name = `${wanted.algorithm} ${wanted.type} ${version.parts?.length ?? 1}`;
  const digest = digests.get(name) ?? computedDigest(version, wanted) ?? madeUpDigest(version, wanted);
  digests.set(name, digest);
  return digest;
}

/** Undefined for a content that is computed, and for an algorithm that the simulator does not compute. */
function computedDigest({ content, parts }: ObjectVersion, { algorithm, type }: Wanted): Buffer | undefined {
  if (!content.isHeld) return undefined;
  if (type === 'FULL_OBJECT') return digestOfBytes(content, algorithm);
  const digests: Buffer[] = [];
  let start = 0;
  for (const { size } of parts ?? [{ size: content.length }]) {
    const digest = digestOfBytes(bytesWithin(content, { start, end: start + size - 1 }), algorithm);
    if (!digest) return undefined;
    digests.push(digest);
    start += size;
  }
  // The checksum of the checksums of the parts.
  return digestOfBytes(heldBytes(Buffer.concat(digests)), algorithm);
}

function digestOfBytes(content: RangedBytes, algorithm: string): Buffer | undefined {
  const base64 = computeChecksum(algorithm, content);
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

const madeUpDigest = ({ etag }: ObjectVersion, { algorithm, type }: Wanted): Buffer =>
  createHash('sha512').update(`${etag} ${algorithm} ${type}`).digest().subarray(0, digestLengths[algorithm]);
