import type { ComputeObjectChecksumAlgorithm } from '@aws-sdk/client-s3-control';

/** In bytes, of the checksums that S3ComputeObjectChecksum computes. */
export const digestLengths: Readonly<Record<ComputeObjectChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  MD5: 16,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  XXHASH64: 8,
  XXHASH3: 8,
  XXHASH128: 16,
};
