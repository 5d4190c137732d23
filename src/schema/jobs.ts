// The query `jobs`: the jobs of both services over all accounts and regions in one list, newest first. Its sources are
// read whole. Paging is by keyset, the date and ID of the last job on a page, so new jobs neither repeat nor hide others.

import type { Context } from '../context.ts';
import { rejectInput } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type AllJobs, type JobPosition, newestFirst } from '../loaders/allJobsLoader.ts';
import { type AwsService, type JobSource, planJobSources } from '../loaders/planJobSources.ts';
import type { SourceStatus } from '../loaders/readSource.ts';
import { Job, JobOutcome, JobPhase } from './job.ts';
import { builder } from './kit/builder.ts';
import { connectionArguments, connectionType } from './kit/connection.ts';
import { costs } from './kit/cost.ts';
import { decodeCursor, encodeCursor } from './kit/cursor.ts';
import { type Connection, type ConnectionArguments, checkFirst } from './kit/readConnection.ts';
import { omitsForbidden } from './kit/rules.ts';

const JobKindEnum = builder.enumType('JobKind', {
  description: 'The kind of a job.',
  values: {
    ARCHIVE_RETRIEVAL: { description: 'A Glacier job that retrieves an archive for download.' },
    INVENTORY_RETRIEVAL: {
      description: "A Glacier job that retrieves a vault's inventory, the list of its archives, for download.",
    },
    SELECT: { description: 'A Glacier Select job, which queries an archive and writes the result to S3.' },
    BATCH: { description: 'An S3 Batch Operations job.' },
  },
});

const JobFilter = builder.inputType('JobFilter', {
  description:
    'Selects jobs. All conditions must match; a list matches any of its values. AWS is not called for an account, region or service that the filter excludes.',
  fields: (t) => ({
    phases: t.field({ type: [JobPhase], description: 'Jobs in one of these phases; every phase if omitted.' }),
    outcomes: t.field({
      type: [JobOutcome],
      description: 'Ended jobs with one of these outcomes; jobs with any outcome, and running jobs, if omitted.',
    }),
    kinds: t.field({ type: [JobKindEnum], description: 'Jobs of one of these kinds; every kind if omitted.' }),
    accountIds: t.field({
      type: ['AccountId'],
      description: 'Jobs in one of these accounts; all configured accounts if omitted.',
    }),
    regions: t.field({
      type: ['String'],
      description: 'Jobs in one of these regions; all configured regions if omitted.',
    }),
    createdAfter: t.field({ type: 'DateTime', description: 'Jobs created after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Jobs created before this time.' }),
  }),
});

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

const JobSourceType = builder.objectRef<AllJobs['sources'][number]>('JobSource').implement({
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
        'Whether jobs may be missing: the source has more jobs than JOBS_PER_SOURCE, or reading it failed part way.',
    }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The error message of AWS; null if the status is OK.',
    }),
  }),
});

interface JobsPage extends Connection<JobRecord> {
  sources: AllJobs['sources'];
}

const JobConnection = connectionType<JobRecord, JobsPage>('Job', Job, 'the jobs of both services, newest first');

builder.objectField(JobConnection, 'sources', (t) =>
  t.field({
    type: [JobSourceType],
    description:
      'One row for each account, region and service that was read. A source that fails does not affect the jobs of the others.',
    resolve: ({ sources }) => [...sources],
  }),
);

type Filter = typeof JobFilter.$inferInput;

/** Rejects accounts and regions that are not configured, before any AWS call. */
function checkFilterLocations({ backend }: Context, { accountIds, regions }: Filter): void {
  const known = {
    accountIds: backend.accounts.map(({ accountId }) => accountId),
    regions: [...new Set(backend.accounts.flatMap((account) => account.regions))],
  };
  checkAmong(accountIds, known.accountIds, 'accountIds', 'unknown account; configured accounts');
  checkAmong(regions, known.regions, 'regions', 'unknown region; configured regions');
}

function checkAmong(values: readonly string[] | null | undefined, known: string[], name: string, reason: string): void {
  const index = (values ?? []).findIndex((value) => !known.includes(value));
  if (index < 0) return;
  const path = ['filter', name, String(index)];
  rejectInput(path, `${reason}: ${known.join(', ')}.`);
}

/** The page after a position. New jobs sort before it and do not change it. */
function pageOf({ jobs, sources }: AllJobs, wanted: number, position: JobPosition | null, scope: string): JobsPage {
  const found = position ? jobs.findIndex((job) => newestFirst(position, job) < 0) : 0;
  const from = found < 0 ? jobs.length : found;
  const edges = jobs
    .slice(from, from + wanted)
    .map(({ at, key, job }) => ({ node: job, cursor: encodeCursor(scope, [at, key]) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: from + edges.length < jobs.length,
      hasPreviousPage: position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    sources,
  };
}

/** Sources are read whole, and the number of vaults is not known yet: a Glacier source counts as ten pages of jobs. */
const callsOf = (sources: readonly JobSource[]): number =>
  sources.reduce((sum, { service }) => sum + (service === 'GLACIER' ? 10 : 1), 0);

builder.queryField('jobs', (t) =>
  t.field({
    type: JobConnection,
    ...omitsForbidden,
    description:
      'The jobs of both services in all selected accounts and regions, newest first. The first page costs one ListVaults or ListJobs call per page of vaults and jobs. A next page requested within seconds costs no AWS call.',
    args: {
      filter: t.arg({ type: JobFilter, description: 'Selects jobs; all jobs if omitted.' }),
      ...connectionArguments(t.arg),
    },
    ...costs({
      calls: ({ filter }: { filter?: Filter | null }, { accounts }) => callsOf(planJobSources(accounts, filter ?? {})),
      nodes: ({ first }: ConnectionArguments) => checkFirst(first),
    }),
    resolve: async (_, { filter, first, after }, ctx) => {
      const wanted = checkFirst(first);
      const conditions = filter ?? {};
      checkFilterLocations(ctx, conditions);
      const scope = `jobs ${JSON.stringify(conditions)}`;
      const [at, key] = after == null ? [] : decodeCursor<[number, string]>(scope, after);
      const position = at === undefined || key === undefined ? null : { at, key };
      return pageOf(await ctx.loaders.allJobs.load(conditions, position !== null), wanted, position, scope);
    },
  }),
);
