// The operation that removes the tags of each object. It has no parameters.
import type { S3DeleteObjectTaggingOperation } from '@aws-sdk/client-s3-control';
import { structure } from '../../structure.ts';

export const s3DeleteObjectTagging = structure<S3DeleteObjectTaggingOperation>(
  {
    aws: 'S3DeleteObjectTaggingOperation',
    input: 'S3DeleteObjectTaggingInput',
    description: 'Removes all tags of each object of the manifest. The operation has no parameters.',
  },
  {},
);
