// The operation that replicates each object by the replication rules of its bucket. It has no parameters.
import type { S3ReplicateObjectOperation } from '@aws-sdk/client-s3-control';
import { structure } from '../../structure.ts';

export const s3ReplicateObject = structure<S3ReplicateObjectOperation>(
  {
    aws: 'S3ReplicateObjectOperation',
    input: 'S3ReplicateObjectInput',
    description:
      'Replicates each object of the manifest by the replication rules of its bucket (S3 Batch Replication). The operation has no parameters.',
  },
  {},
);
