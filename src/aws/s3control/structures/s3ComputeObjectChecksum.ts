// The operation that computes a checksum of each object for the completion report.
import type { S3ComputeObjectChecksumOperation } from '@aws-sdk/client-s3-control';
import { optional, structure } from '../../structure.ts';
import { checksumAlgorithm, computeObjectChecksumType } from './enums.ts';

export const s3ComputeObjectChecksum = structure<S3ComputeObjectChecksumOperation>(
  {
    aws: 'S3ComputeObjectChecksumOperation',
    input: 'S3ComputeObjectChecksumInput',
    description:
      'Computes a checksum of each object of the manifest. The completion report of the job contains the results.',
  },
  {
    ChecksumAlgorithm: optional(checksumAlgorithm, 'The algorithm of the checksum.', {
      inInput: 'AWS chooses it if it is omitted.',
    }),
    ChecksumType: optional(computeObjectChecksumType, 'The data that the checksum is computed over.', {
      inInput: 'AWS chooses it if it is omitted.',
    }),
  },
);
