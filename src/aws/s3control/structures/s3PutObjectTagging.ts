// The operation that replaces the tags of each object.
import type { S3SetObjectTaggingOperation } from '@aws-sdk/client-s3-control';
import { objectTags } from '../../inputRules.ts';
import { requiredInput, structure } from '../../structure.ts';

export const s3PutObjectTagging = structure<S3SetObjectTaggingOperation>(
  {
    aws: 'S3SetObjectTaggingOperation',
    name: 'S3PutObjectTaggingOperation',
    input: 'S3PutObjectTaggingInput',
    description: 'Replaces all tags of each object of the manifest.',
  },
  { TagSet: requiredInput(objectTags, 'The new tags of each object. An empty list removes all tags.') },
);
