// The operation that replaces the tags of each object.
import type { S3SetObjectTaggingOperation } from '@aws-sdk/client-s3-control';
import { optional, structure, tags } from '../../structure.ts';

export const s3PutObjectTagging = structure<S3SetObjectTaggingOperation>(
  {
    aws: 'S3SetObjectTaggingOperation',
    name: 'S3PutObjectTaggingOperation',
    input: 'S3PutObjectTaggingInput',
    description: 'Replaces all tags of each object of the manifest.',
  },
  { TagSet: optional(tags, 'The new tags of each object, at most 10; null if AWS does not report them.') },
);
