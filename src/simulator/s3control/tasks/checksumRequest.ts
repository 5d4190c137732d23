// The checksum of an object, which S3ComputeObjectChecksum computes without a restore. Uploaded bytes are read once for each
// algorithm. The checksum of a content that is computed is made up: it can be of any size, and reading it would take seconds.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-compute-checksums.html
import { createHash } from 'node:crypto';
import type { S3ComputeObjectChecksumOperation } from '@aws-sdk/client-s3-control';
import { computeChecksum } from '../../s3/checksums/hashers.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { bytesWithin, heldBytes, type RangedBytes } from '../../world/rangedBytes.ts';
import { checksumMessage } from '../batch/checksumMessage.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

export function checksumRequest({
  ChecksumAlgorithm: algorithm = 'CRC64NVME',
  ChecksumType: type = 'FULL_OBJECT',
}: S3ComputeObjectChecksumOperation): TaskRequest {
  const wanted = { algorithm, type, length: lengthOf(algorithm) };
  return (object, context) => {
    const name = nameOf(object);
    const version = findVersion(findBucket(name, context), name);
    return checksumMessage({ digest: digestOf(version, wanted), algorithm, type, etag: version.etag });
  };
}

interface Wanted {
  algorithm: string;
  type: string;
  length: { bytes: number; isComputed: boolean };
}

/** Of a digest, and whether the simulator computes it. */
function lengthOf(algorithm: string): Wanted['length'] {
  const empty = computeChecksum(algorithm, heldBytes(Buffer.alloc(0)));
  const isComputed = empty !== undefined;
  return { bytes: isComputed ? Buffer.from(empty, 'base64').length : (xxHashLengths[algorithm] ?? 8), isComputed };
}

/** The simulator does not compute these. */
const xxHashLengths: Record<string, number> = { XXHASH64: 8, XXHASH3: 8, XXHASH128: 16 };

/** Digests by their names, of each content. */
const known = new WeakMap<RangedBytes, Map<string, Buffer>>();

function digestOf(version: ObjectVersion, wanted: Wanted): Buffer {
  const digests = known.get(version.content) ?? new Map<string, Buffer>();
  known.set(version.content, digests);
  const name = `${wanted.algorithm} ${wanted.type}`;
  const digest = digests.get(name) ?? newDigest(version, wanted);
  digests.set(name, digest);
  return digest;
}

function newDigest(version: ObjectVersion, { algorithm, type, length }: Wanted): Buffer {
  const { content, etag } = version;
  if (!length.isComputed || !content.isHeld) {
    return createHash('sha512').update(`${etag} ${algorithm} ${type}`).digest().subarray(0, length.bytes);
  }
  return type === 'COMPOSITE' ? ofParts(version, algorithm) : bytesOf(content, algorithm);
}

const bytesOf = (content: RangedBytes, algorithm: string): Buffer =>
  Buffer.from(computeChecksum(algorithm, content) ?? '', 'base64');

/** The checksum of the checksums of the parts. */
function ofParts({ content, parts }: ObjectVersion, algorithm: string): Buffer {
  const sizes = parts?.map(({ size }) => size) ?? [content.length];
  let start = 0;
  const digests = sizes.map((size) => {
    const digest = bytesOf(bytesWithin(content, { start, end: start + size - 1 }), algorithm);
    start += size;
    return digest;
  });
  return bytesOf(heldBytes(Buffer.concat(digests)), algorithm);
}
