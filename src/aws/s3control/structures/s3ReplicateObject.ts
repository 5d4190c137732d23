// Replicates every object; AWS takes no parameters, the bucket's replication rules say where to.
import type { S3ReplicateObjectOperation } from '@aws-sdk/client-s3-control';
import { structure } from '../../structure.ts';

export const s3ReplicateObject = structure<S3ReplicateObjectOperation>(
  {
    aws: 'S3ReplicateObjectOperation',
    input: 'S3ReplicateObjectInput',
    description:
      "Replicates every object of the manifest by its bucket's replication rules (S3 Batch Replication). It has no parameters.",
  },
  {},
);
