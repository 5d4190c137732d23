// The checksum of an object, which S3ComputeObjectChecksum computes without a restore. Uploaded bytes are read once for each
// algorithm. The checksum of a content that is computed is made up: it can be of any size, and reading it would take seconds.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-compute-checksums.html
import { hash } from 'node:crypto';
import type { S3ComputeObjectChecksumOperation } from '@aws-sdk/client-s3-control';
import { computeDigest } from '../../s3/checksums/hashers.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { bytesWithin, heldBytes, type RangedBytes } from '../../world/rangedBytes.ts';
import { digestLengths } from '../batch/digestLengths.ts';
import { ChecksumResult, type Wanted } from './checksumResult.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

export function checksumRequest({
  ChecksumAlgorithm: algorithm = 'CRC64NVME',
  ChecksumType: type = 'FULL_OBJECT',
}: S3ComputeObjectChecksumOperation): TaskRequest {
  const wanted = { algorithm, type };
  return (object, context) => {
    const name = nameOf(object);
    const version = findVersion(findBucket(name, context), name);
    return new ChecksumResult(digestOf(version, wanted), version.etag, wanted);
  };
}

/** In bytes. A shorter content is read again as fast as it is found. */
const LONG = 1024;
/** Digests of long contents by their names. */
const known = new WeakMap<RangedBytes, Map<string, string>>();

function digestOf(version: ObjectVersion, wanted: Wanted): string {
  const { content, parts } = version;
  const make = () => computedDigest(version, wanted) ?? madeUpDigest(version, wanted);
  if (content.length < LONG || !content.isHeld) return make();
  const digests = known.get(content) ?? new Map<string, string>();
  known.set(content, digests);
  // A copy shares the content of its source, and has one part.
  const name = `${wanted.algorithm} ${wanted.type} ${parts?.length ?? 1}`;
  const digest = digests.get(name) ?? make();
  digests.set(name, digest);
  return digest;
}

/** Undefined for a content that is computed, and for an algorithm that the simulator does not compute. */
function computedDigest({ content, parts }: ObjectVersion, { algorithm, type }: Wanted): string | undefined {
  if (!content.isHeld) return undefined;
  if (type === 'FULL_OBJECT') return computeDigest(algorithm, content)?.toString('latin1');
  const digests: Buffer[] = [];
  let start = 0;
  for (const { size } of parts ?? [{ size: content.length }]) {
    const digest = computeDigest(algorithm, bytesWithin(content, { start, end: start + size - 1 }));
    if (!digest) return undefined;
    digests.push(digest);
    start += size;
  }
  // The checksum of the checksums of the parts.
  return computeDigest(algorithm, heldBytes(Buffer.concat(digests)))?.toString('latin1');
}

const madeUpDigest = ({ etag }: ObjectVersion, { algorithm, type }: Wanted): string =>
  hash('sha512', `${etag} ${algorithm} ${type}`, 'binary').slice(0, digestLengths[algorithm]);
