// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-jobs-get.html
import { ListJobsCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { type Page, type PageRequest, toMarker } from '../../core/page.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { listRecords } from '../client/listRecords.ts';
import { awsValue, type KnownNameIn } from '../enums.ts';
import { statusCodes } from './enums.ts';
import { type GlacierJobRecord, toGlacierJob } from './glacierJob.ts';

export const listJobsOperation = defineOperation({
  service: 'glacier',
  name: 'ListJobs',
  action: 'read',
  list: 'JobList',
  idMember: 'JobId',
  iam: ['glacier:ListJobs'],
  retry: 'repeatable',
  isHot: true,
});

/** AWS's largest page. */
export const listJobsLimit = 50;

export interface ListJobsFilter {
  statusCode?: KnownNameIn<typeof statusCodes> | null | undefined;
  completed?: boolean | null | undefined;
}

/** A page of a vault's jobs. AWS does not publish their order. Servers with its protocol may ignore the filter. */
export const listJobs = (
  aws: AwsSession,
  vault: VaultKey,
  filter: ListJobsFilter,
  { limit, marker }: PageRequest,
): Promise<Page<GlacierJobRecord>> => {
  const { statusCode, completed } = filter;
  return aws.read(
    glacier(
      listJobsOperation,
      vault,
      new ListJobsCommand({
        accountId: vault.accountId,
        vaultName: vault.vaultName,
        limit,
        marker: marker ?? undefined,
        statuscode: statusCode ? awsValue(statusCodes, statusCode) : undefined,
        completed: completed == null ? undefined : String(completed),
      }),
    ),
    (output) => {
      const listed = listRecords(listJobsOperation, output, toGlacierJob(vault));
      for (const job of listed.items) aws.onJobSeen(job);
      return { ...listed, items: listed.items.filter(matches(filter)), marker: toMarker(output.Marker) };
    },
  );
};

const matches =
  ({ statusCode, completed }: ListJobsFilter) =>
  (job: GlacierJobRecord): boolean =>
    (statusCode == null || job.statusCode === statusCode) && (completed == null || job.completed === completed);
