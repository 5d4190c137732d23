// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html
// A caller can confirm a suspended job and cancel a job that is not ending. AWS sets all other statuses itself.
import {
  UpdateJobStatus$,
  type UpdateJobStatusCommandInput,
  type UpdateJobStatusCommandOutput,
} from '@aws-sdk/client-s3-control';
import { AwsError, badRequest } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { checkLength, checkWord } from './batch/checks.ts';
import { findBatchJob } from './batch/findBatchJob.ts';
import { requestableFrom } from './batch/requestableFrom.ts';

export const updateJobStatus = operation<UpdateJobStatusCommandInput, UpdateJobStatusCommandOutput>(
  UpdateJobStatus$,
  ({ JobId, RequestedJobStatus: requested, StatusUpdateReason: reason }, context) => {
    if (requested === undefined) throw badRequest('RequestedJobStatus is required');
    checkWord(requested, 'RequestedJobStatus', Object.keys(requestableFrom));
    checkLength(reason, 'StatusUpdateReason', 1, 256);
    const { location, now } = context;
    const job = findBatchJob(context, JobId);
    const { status } = location.batch.progress(job, now);
    if (!requestableFrom[requested].includes(status)) {
      throw new AwsError('JobStatusException', `A job that is ${status} cannot be made ${requested}`);
    }
    location.batch.act(job, { kind: requested === 'Ready' ? 'confirm' : 'cancel' }, now);
    job.statusUpdateReason = reason ?? job.statusUpdateReason;
    return {
      JobId: job.id,
      Status: location.batch.progress(job, now).status,
      StatusUpdateReason: job.statusUpdateReason ?? null,
    };
  },
);
