// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutJobTagging.html
// Replaces all existing tags.
import {
  PutJobTagging$,
  type PutJobTaggingCommandInput,
  type PutJobTaggingCommandOutput,
} from '@aws-sdk/client-s3-control';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { operationShape } from '../http/shapes.ts';
import { checkBatchTags, tagMap } from './batch/checkBatchTags.ts';
import { findBatchJob } from './batch/findBatchJob.ts';
import { requireMembers } from './batch/requireMembers.ts';

const { input: shape } = operationShape(PutJobTagging$);

export const putJobTagging = operation<PutJobTaggingCommandInput, PutJobTaggingCommandOutput>(
  PutJobTagging$,
  (input, context) => {
    requireMembers({ ...input }, shape);
    const tags = input.Tags ?? [];
    checkBatchTags(tags, (message) => new AwsError('TooManyTagsException', message));
    findBatchJob(context, input.JobId).tags = tagMap(tags);
    return {};
  },
);
