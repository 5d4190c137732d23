// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListJobs.html
import { ListJobsCommand } from '@aws-sdk/client-s3-control';
import type { Location } from '../../core/location.ts';
import { type Page, type PageRequest, toMarker } from '../../core/page.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { listRecords } from '../client/listRecords.ts';
import { awsValue } from '../enums.ts';
import { type BatchJobRecord, type KnownBatchJobStatus, toBatchJob } from './batchJob.ts';
import { batchJobStatuses } from './enums.ts';

export const listJobsOperation = defineOperation({
  service: 's3Control',
  name: 'ListJobs',
  action: 'read',
  list: 'Jobs',
  idMember: 'JobId',
  iam: ['s3:ListJobs'],
  retry: 'repeatable',
  isHot: true,
});

/** AWS's largest page. */
export const listJobsLimit = 1000;

/**
 * A page of an account's jobs in a region; `statuses` null means all. AWS does not publish their order. Servers with its
 * protocol may ignore the statuses.
 */
export const listJobs = (
  aws: AwsSession,
  location: Location,
  statuses: readonly KnownBatchJobStatus[] | null,
  { limit, marker }: PageRequest,
): Promise<Page<BatchJobRecord>> =>
  aws.read(
    s3Control(
      listJobsOperation,
      location,
      new ListJobsCommand({
        AccountId: location.accountId,
        JobStatuses: statuses?.map((status) => awsValue(batchJobStatuses, status)),
        MaxResults: limit,
        NextToken: marker ?? undefined,
      }),
    ),
    (output) => {
      const listed = listRecords(listJobsOperation, output, toBatchJob(location));
      for (const job of listed.items) aws.onJobSeen(job);
      const isAsked = ({ status }: BatchJobRecord) => statuses === null || statuses.some((each) => each === status);
      return { ...listed, items: listed.items.filter(isAsked), marker: toMarker(output.NextToken) };
    },
  );
