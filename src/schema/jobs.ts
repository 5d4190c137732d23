// Every job of both services in one list, newest first, over all accounts and regions. The list is made of whole sources
// and paged by keyset: the date and id of the last job seen, so that new jobs neither repeat nor hide others.

import type { Context } from '../context.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type AllJobs, type JobPlace, newestFirst } from '../loaders/allJobs.ts';
import { type AwsService, type JobSource, planJobSources } from '../loaders/jobSources.ts';
import type { SourceStatus } from '../loaders/readSource.ts';
import { Job, JobOutcome, JobPhase } from './job.ts';
import { builder } from './kit/builder.ts';
import { connectionArguments, connectionType } from './kit/connection.ts';
import { costs } from './kit/cost.ts';
import { decodeCursor, encodeCursor } from './kit/cursor.ts';
import { type Connection, type ConnectionArguments, checkFirst } from './kit/readConnection.ts';
import { leavesOutForeign } from './kit/rules.ts';

const JobKindEnum = builder.enumType('JobKind', {
  description: 'What a job does.',
  values: {
    ARCHIVE_RETRIEVAL: { description: 'Glacier: makes an archive ready for download.' },
    INVENTORY_RETRIEVAL: { description: "Glacier: makes the list of a vault's archives ready for download." },
    SELECT: { description: 'Glacier: queries an archive.' },
    BATCH: { description: 'S3 Batch Operations.' },
  },
});

const JobFilter = builder.inputType('JobFilter', {
  description:
    'Which jobs: all conditions hold at once, a list means any of its values. A place that no job can come from is not asked.',
  fields: (t) => ({
    phases: t.field({ type: [JobPhase], description: 'Where the job is.' }),
    outcomes: t.field({ type: [JobOutcome], description: 'How it ended; leaves out jobs that have not.' }),
    kinds: t.field({ type: [JobKindEnum], description: 'What it does.' }),
    accounts: t.field({ type: ['AccountId'], description: 'All configured ones where left out.' }),
    regions: t.field({ type: ['String'], description: 'All configured ones where left out.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Started later than this.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Started earlier than this.' }),
  }),
});

const AwsServiceEnum = builder.enumType('AwsService', {
  description: 'A service that runs jobs.',
  values: {
    GLACIER: { description: 'Vaults of Amazon S3 Glacier.' },
    S3_BATCH_OPERATIONS: { description: 'S3 Batch Operations.' },
  } satisfies Record<AwsService, { description: string }>,
});

const SourceStatusEnum = builder.enumType('SourceStatus', {
  description: 'What came of asking a place.',
  values: {
    OK: { description: 'It answered.' },
    THROTTLED: { description: 'It asks to be called less often.' },
    DENIED: { description: "It refuses the gateway's credentials." },
    CLOSED_TO_ACCOUNT: { description: 'Glacier takes no new customers since December 2025, and the account is none.' },
    UNREACHABLE: { description: 'It failed or did not answer in time.' },
  } satisfies Record<SourceStatus, { description: string }>,
});

const JobSourceType = builder.objectRef<AllJobs['sources'][number]>('JobSource').implement({
  description: 'A place that was asked for jobs, and what came of it.',
  fields: (t) => ({
    accountId: t.field({
      type: 'AccountId',
      description: 'The account.',
      resolve: ({ source }) => source.location.accountId,
    }),
    region: t.string({ description: 'The region.', resolve: ({ source }) => source.location.region }),
    service: t.field({ type: AwsServiceEnum, description: 'The service.', resolve: ({ source }) => source.service }),
    status: t.expose('status', { type: SourceStatusEnum, description: 'What came of it.' }),
    truncated: t.exposeBoolean('truncated', {
      description:
        'Whether there may be jobs that were not read: more than the gateway reads of a place, or a failure on the way.',
    }),
    message: t.exposeString('message', { nullable: true, description: "AWS's reason; null where it answered." }),
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
      'One row for each account, region and service asked, so that a place that failed neither hides nor blanks the others.',
    resolve: ({ sources }) => [...sources],
  }),
);

type Filter = typeof JobFilter.$inferInput;

/** Accounts and regions outside the configured ones are refused before any call. */
function checkPlaces({ backend }: Context, { accounts, regions }: Filter): void {
  const known = {
    accounts: backend.accounts.map(({ accountId }) => accountId),
    regions: [...new Set(backend.accounts.flatMap((account) => account.regions))],
  };
  checkAmong(accounts, known.accounts, 'accounts', "not one of this gateway's accounts");
  checkAmong(regions, known.regions, 'regions', "not one of this gateway's regions");
}

function checkAmong(asked: readonly string[] | null | undefined, known: string[], name: string, reason: string): void {
  const index = (asked ?? []).findIndex((value) => !known.includes(value));
  if (index < 0) return;
  const path = ['filter', name, String(index)];
  throw new InvalidInputError(path, `${path.join('.')}: ${reason} (${known.join(', ')}).`);
}

/** The page behind a place; new jobs stand before it and change nothing about it. */
function pageOf({ jobs, sources }: AllJobs, wanted: number, behind: JobPlace | null, scope: string): JobsPage {
  const found = behind ? jobs.findIndex((job) => newestFirst(behind, job) < 0) : 0;
  const from = found < 0 ? jobs.length : found;
  const edges = jobs
    .slice(from, from + wanted)
    .map(({ at, key, job }) => ({ node: job, cursor: encodeCursor(scope, [at, key]) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: from + edges.length < jobs.length,
      hasPreviousPage: behind !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    sources,
  };
}

/** Places are read whole, and how many vaults are in one is known when they are listed: as for ten pages of jobs. */
const callsOf = (sources: readonly JobSource[]): number =>
  sources.reduce((sum, { service }) => sum + (service === 'GLACIER' ? 10 : 1), 0);

builder.queryField('jobs', (t) =>
  t.field({
    type: JobConnection,
    ...leavesOutForeign,
    description:
      'Every job of both services, in every vault of the accounts and regions named (all configured ones by default), newest first. Places are read whole, so the first page costs as many AWS calls as there are pages of vaults and jobs; its next page, asked within seconds, costs none.',
    args: {
      filter: t.arg({ type: JobFilter, description: 'All jobs where left out.' }),
      ...connectionArguments(t.arg),
    },
    ...costs({
      calls: ({ filter }: { filter?: Filter | null }, { accounts }) => callsOf(planJobSources(accounts, filter ?? {})),
      nodes: ({ first }: ConnectionArguments) => checkFirst(first),
    }),
    resolve: async (_, { filter, first, after }, ctx) => {
      const wanted = checkFirst(first);
      const asked = filter ?? {};
      checkPlaces(ctx, asked);
      const scope = `jobs ${JSON.stringify(asked)}`;
      const [at, key] = after == null ? [] : decodeCursor<[number, string]>(scope, after);
      const behind = at === undefined || key === undefined ? null : { at, key };
      return pageOf(await ctx.loaders.allJobs.load(asked, behind !== null), wanted, behind, scope);
    },
  }),
);
