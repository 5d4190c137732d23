// Computes a checksum of every object, for the completion report.
import type { S3ComputeObjectChecksumOperation } from '@aws-sdk/client-s3-control';
import { optional, structure } from '../../structure.ts';
import { checksumAlgorithm, computeObjectChecksumType } from './enums.ts';

export const s3ComputeObjectChecksum = structure<S3ComputeObjectChecksumOperation>(
  {
    aws: 'S3ComputeObjectChecksumOperation',
    input: 'S3ComputeObjectChecksumInput',
    description: "Computes a checksum of every object of the manifest. The results are in the job's completion report.",
  },
  {
    ChecksumAlgorithm: optional(checksumAlgorithm, 'How; null where not given.'),
    ChecksumType: optional(computeObjectChecksumType, 'Over what; null where not given.'),
  },
);
