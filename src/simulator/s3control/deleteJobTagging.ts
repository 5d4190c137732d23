// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteJobTagging.html
import {
  DeleteJobTagging$,
  type DeleteJobTaggingCommandInput,
  type DeleteJobTaggingCommandOutput,
} from '@aws-sdk/client-s3-control';
import { operation } from '../http/operation.ts';
import { findBatchJob } from './batch/findBatchJob.ts';

export const deleteJobTagging = operation<DeleteJobTaggingCommandInput, DeleteJobTaggingCommandOutput>(
  DeleteJobTagging$,
  ({ JobId }, context) => {
    findBatchJob(context, JobId).tags.clear();
    return {};
  },
);
