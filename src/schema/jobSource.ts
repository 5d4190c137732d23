// The sources of the query `jobs`, each with the status of reading it.
import type { FailedVault, SourceReading, SourceStatus } from '../jobIndex/jobSource.ts';
import type { AwsService } from '../jobIndex/planJobSources.ts';
import { ErrorCodeEnum } from './errorCode.ts';
import { builder } from './kit/builder.ts';
import { skippedRecords } from './kit/skippedRecords.ts';

export const AwsServiceEnum = builder.enumType('AwsService', {
  description: 'An AWS service that runs jobs.',
  values: {
    GLACIER: { description: 'Amazon S3 Glacier, the vault service.' },
    S3_BATCH_OPERATIONS: { description: 'Amazon S3 Batch Operations.' },
  } satisfies Record<AwsService, { description: string }>,
});

export const SourceStatusEnum = builder.enumType('SourceStatus', {
  description: 'The status of reading one source of jobs or vaults.',
  values: {
    OK: { description: 'AWS returned the jobs.' },
    PARTIAL: {
      description:
        'Some vaults or records could not be read, or a filter by tags could not read the tags of some jobs. `failedVaults` names the vaults, and `skippedRecords` the records. Everything else is in the list.',
    },
    THROTTLED: { description: 'AWS throttled the calls.' },
    DENIED: { description: "AWS denied access with the gateway's credentials." },
    CLOSED_TO_ACCOUNT: {
      description:
        'The account cannot use Glacier vaults: the service has been closed to new customers since December 2025.',
    },
    UNREACHABLE: { description: 'AWS failed or did not respond in time.' },
  } satisfies Record<SourceStatus, { description: string }>,
});

const FailedVaultType = builder.objectRef<FailedVault>('FailedVault').implement({
  description: 'A vault whose jobs could not be read.',
  fields: (t) => ({
    vaultName: t.exposeString('vaultName', { description: 'The name of the vault.' }),
    code: t.expose('code', { type: ErrorCodeEnum, description: 'The code of the error.' }),
    message: t.exposeString('message', { description: 'The error message.' }),
  }),
});

export const JobSource = builder.objectRef<SourceReading>('JobSource').implement({
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
        'Whether jobs may be missing. The source has more than JOBS_PER_SOURCE, reading it failed part way, some records could not be read, or the request reached MAX_AWS_CALLS. Also true if a filter by tags could not read all tags.',
    }),
    message: t.exposeString('message', {
      nullable: true,
      description:
        'The error message of AWS, or why jobs may be missing or tags were not read; null if there is nothing to report.',
    }),
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        "When the jobs were current: the time, by the gateway's clock, at which the oldest part of the source was read or confirmed by a watch. Null if nothing was read.",
      resolve: ({ asOf }) => asOf,
    }),
    failedVaults: t.field({
      type: [FailedVaultType],
      description:
        'The vaults that could not be read. Empty for Batch jobs, and if the list of vaults could not be read.',
      resolve: ({ failedVaults }) => [...failedVaults],
    }),
    skippedRecords: t.field(
      skippedRecords<SourceReading>(
        'The records of jobs and vaults that could not be read. Their jobs are missing from the list.',
        ({ skipped }) => skipped,
      ),
    ),
  }),
});
