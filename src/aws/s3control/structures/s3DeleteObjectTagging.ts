// Removes the tags of every object; AWS takes no parameters.
import type { S3DeleteObjectTaggingOperation } from '@aws-sdk/client-s3-control';
import { structure } from '../../structure.ts';

export const s3DeleteObjectTagging = structure<S3DeleteObjectTaggingOperation>(
  {
    aws: 'S3DeleteObjectTaggingOperation',
    input: 'S3DeleteObjectTaggingInput',
    description: 'Removes all tags of every object of the manifest. It has no parameters.',
  },
  {},
);
