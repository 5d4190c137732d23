// The sources of the query `jobs`, each with the status of reading it.
import type { AllJobs } from '../loaders/allJobsLoader.ts';
import type { AwsService } from '../loaders/planJobSources.ts';
import type { SourceStatus } from '../loaders/readSource.ts';
import { builder } from './kit/builder.ts';

const AwsServiceEnum = builder.enumType('AwsService', {
  description: 'An AWS service that runs jobs.',
  values: {
    GLACIER: { description: 'Amazon S3 Glacier, the vault service.' },
    S3_BATCH_OPERATIONS: { description: 'Amazon S3 Batch Operations.' },
  } satisfies Record<AwsService, { description: string }>,
});

const SourceStatusEnum = builder.enumType('SourceStatus', {
  description: 'The status of reading one source of jobs.',
  values: {
    OK: { description: 'AWS returned the jobs.' },
    THROTTLED: { description: 'AWS throttled the calls.' },
    DENIED: { description: "AWS denied access with the gateway's credentials." },
    CLOSED_TO_ACCOUNT: {
      description:
        'The account cannot use Glacier vaults: the service has been closed to new customers since December 2025.',
    },
    UNREACHABLE: { description: 'AWS failed or did not respond in time.' },
  } satisfies Record<SourceStatus, { description: string }>,
});

export const JobSource = builder.objectRef<AllJobs['sources'][number]>('JobSource').implement({
  description: 'One source of the list `jobs`: a service in an account and region, with the status of reading it.',
  fields: (t) => ({
    accountId: t.field({
      type: 'AccountId',
      description: 'The account that was read.',
      resolve: ({ source }) => source.location.accountId,
    }),
    region: t.string({ description: 'The region that was read.', resolve: ({ source }) => source.location.region }),
    service: t.field({
      type: AwsServiceEnum,
      description: 'The service that was read.',
      resolve: ({ source }) => source.service,
    }),
    status: t.expose('status', { type: SourceStatusEnum, description: 'The status of reading the source.' }),
    truncated: t.exposeBoolean('truncated', {
      description:
        'Whether jobs may be missing: the source has more jobs than JOBS_PER_SOURCE, reading it failed part way, or a filter by tags could not read all tags.',
    }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The error message of AWS, or why tags were not read; null if there is nothing to report.',
    }),
  }),
});
