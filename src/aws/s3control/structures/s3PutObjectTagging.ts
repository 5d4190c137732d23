// Replaces the tags of every object.
import type { S3SetObjectTaggingOperation } from '@aws-sdk/client-s3-control';
import { optional, structure, tags } from '../../structure.ts';

export const s3PutObjectTagging = structure<S3SetObjectTaggingOperation>(
  {
    aws: 'S3SetObjectTaggingOperation',
    name: 'S3PutObjectTaggingOperation',
    input: 'S3PutObjectTaggingInput',
    description: 'Replaces the whole tag set of every object of the manifest.',
  },
  { TagSet: optional(tags, 'What every object has afterwards; at most 10. Null where AWS does not say.') },
);
