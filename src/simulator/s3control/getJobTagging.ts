// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetJobTagging.html
import {
  GetJobTagging$,
  type GetJobTaggingCommandInput,
  type GetJobTaggingCommandOutput,
} from '@aws-sdk/client-s3-control';
import { operation } from '../http/operation.ts';
import { findBatchJob } from './batch/findBatchJob.ts';

export const getJobTagging = operation<GetJobTaggingCommandInput, GetJobTaggingCommandOutput>(
  GetJobTagging$,
  ({ JobId }, context) => ({
    Tags: [...findBatchJob(context, JobId).tags].map(([Key, Value]) => ({ Key, Value })),
  }),
);
