// The query `jobs`: the jobs of both services over all accounts and regions in one list, with counts. Its sources are read
// whole. Paging is by keyset, the date and key of the last job on a page, so new jobs neither repeat nor hide others.
import { type GraphQLResolveInfo, Kind } from 'graphql';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import { defaultMaxAgeSeconds, freshnessOf } from '../jobIndex/freshness.ts';
import { estimatedGroups, type JobDimension } from '../jobs/jobGroups.ts';
import type { JobPosition } from '../jobs/jobOrder.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { PageOfJobs } from '../jobs/pageOfJobs.ts';
import type { MatchingJobs } from '../loaders/matchingJobs.ts';
import { maxTagReads } from '../loaders/selectByTags.ts';
import { costOfJobs } from '../pricing/costOfJobs.ts';
import { Job } from './job.ts';
import { checkJobFilter, JobFilterInput, type SentJobFilter } from './jobFilter.ts';
import { JobDimensionEnum, JobGroupType } from './jobGroup.ts';
import { defaultJobOrder, JobOrderInput } from './jobOrder.ts';
import { JobSource as JobSourceType } from './jobSource.ts';
import { JobsCost } from './jobsCost.ts';
import { JobsPage } from './jobsPage.ts';
import { builder } from './kit/builder.ts';
import { checkWholeNumber } from './kit/checks.ts';
import { connectionArguments, connectionType } from './kit/connection.ts';
import { costs, free } from './kit/cost.ts';
import { decodeCursor, staleCursor } from './kit/cursor.ts';
import { type ConnectionArguments, checkFirst } from './kit/readConnection.ts';
import { reportUnread } from './kit/reportUnread.ts';
import { omitsForbidden } from './kit/rules.ts';
import { estimatedReadings, noReadings, readJobs } from './readJobs.ts';

const JobConnection = connectionType<JobRecord, JobsPage>('Job', Job, 'the jobs of both services');

builder.objectFields(JobConnection, (t) => ({
  totalCount: t.int({
    description:
      'The number of jobs that match the filter, on all pages. It is a lower bound if `truncated` is true for one of the `sources`, or if one failed.',
    resolve: ({ matching }) => matching.count,
  }),
  groups: t.field({
    type: [JobGroupType],
    description:
      'The jobs that match the filter, on all pages, counted by their dimensions. The largest group is first. The counts add up to `totalCount`.',
    args: {
      by: t.arg({
        type: [JobDimensionEnum],
        required: true,
        description: 'The dimensions. An empty list counts all jobs in one group.',
      }),
    },
    ...costs({ nodes: ({ by }: { by: readonly JobDimension[] }) => estimatedGroups(by) }),
    resolve: ({ matching }, { by }) => matching.groups(by),
  }),
  estimatedCost: t.field({
    type: JobsCost,
    description:
      'The estimated cost of the jobs that match the filter, on all pages, from the price list. For example, `createdAfter` midnight returns what was started today. Costs no AWS call.',
    ...free,
    resolve: ({ matching }, _, { prices }) =>
      andThen(matching.loads(), (loads) => ({ ...costOfJobs(prices, loads), currency: prices.currency })),
  }),
  sources: t.field({
    type: [JobSourceType],
    description:
      'One row for each account, region and service that was read. A source that fails does not affect the jobs of the others. If none could be read, a query that does not select `sources` gets an error beside the empty list.',
    resolve: ({ matching }) => [...matching.sources],
  }),
}));

interface EstimatedArguments extends ConnectionArguments {
  filter?: SentJobFilter | null;
  maxAgeSeconds?: number | null;
}

/** Whether no other field of the operation can share the reading. */
function isAlone({ operation }: GraphQLResolveInfo): boolean {
  const [first, ...others] = operation.selectionSet.selections;
  return first?.kind === Kind.FIELD && others.length === 0;
}

interface Position extends JobPosition {
  /** The time of the list's first page, in the time of AWS; null if the order does not depend on it. */
  now: number | null;
  /** What the first page was read as of, in real milliseconds; null if nothing was read. */
  asOf: number | null;
}

function positionOf(scope: string, cursor: string): Position {
  const [value, key, now, asOf] = decodeCursor(scope, cursor);
  if (!isTimeOrNull(value) || typeof key !== 'string' || !isTimeOrNull(now) || !isTimeOrNull(asOf)) throw staleCursor();
  return { value, key, now, asOf };
}

/** In milliseconds. Callers can write cursors, and JSON can have an infinite number. */
const isTimeOrNull = (value: unknown): value is number | null => value === null || Number.isFinite(value);

/** Null is an age of its own, so an omitted argument has its default here already. */
const checkMaxAge = (seconds: number | null | undefined): number | null =>
  seconds == null ? null : (checkWholeNumber(seconds, { from: 0 }, ['maxAgeSeconds']) ?? null);

/** The time that all sources were read at or after. */
function oldestOf({ sources }: MatchingJobs): number | null {
  const times = sources.flatMap(({ asOf }) => asOf?.getTime() ?? []);
  return times.length > 0 ? Math.min(...times) : null;
}

builder.queryField('jobs', (t) =>
  t.field({
    type: JobConnection,
    ...omitsForbidden,
    description:
      'The jobs of both services in all selected accounts and regions. The first page costs one ListVaults or ListJobs call per page of vaults and jobs that was not read within `maxAgeSeconds`. Several fields `jobs` of one operation share one reading. A next page requested within a minute costs no AWS call.',
    args: {
      filter: t.arg({ type: JobFilterInput, description: 'Selects jobs; all jobs if omitted.' }),
      orderBy: t.arg({
        type: JobOrderInput,
        defaultValue: defaultJobOrder,
        description: 'The order of the jobs. Jobs with the same date are ordered by account, region, vault and job ID.',
      }),
      ...connectionArguments(t.arg),
      maxAgeSeconds: t.arg.int({
        defaultValue: defaultMaxAgeSeconds,
        description:
          'How old the jobs may be, in seconds of real time. What an earlier query or a watch has read within this time is used; `asOf` of each source says when that was. 0 always calls AWS. Null accepts what an active watch follows, however old its poll interval makes it, and otherwise means the default. Jobs that this gateway starts or changes show at once in any case.',
      }),
    },
    ...costs({
      everywhere: true,
      // A next page is usually requested while its list is cached.
      readings: ({ filter, after, maxAgeSeconds = null }: EstimatedArguments, basis) =>
        after == null ? estimatedReadings(basis, filter, maxAgeSeconds) : noReadings,
      calls: ({ filter, after }: EstimatedArguments) => (after == null && filter?.tags?.length ? maxTagReads : 0),
      nodes: ({ first }: ConnectionArguments) => checkFirst(first),
    }),
    resolve: (_, args, ctx, info): MaybePromise<JobsPage> => {
      const first = checkFirst(args.first);
      const filter = checkJobFilter(ctx.backend.accounts, args.filter);
      const order = args.orderBy ?? defaultJobOrder;
      const scope = `jobs [${filter.text},"${order.field}","${order.direction}"]`;
      const after = args.after == null ? null : positionOf(scope, args.after);
      const now = after?.now ?? ctx.backend.clock.now();
      const freshness = freshnessOf(checkMaxAge(args.maxAgeSeconds), ctx.jobIndex.now(), after?.asOf);
      return andThen(readJobs(ctx, { filter, order, now, freshness, alone: isAlone(info) }), (matching) => {
        reportUnread({ isEmpty: matching.count === 0, sources: matching.sources }, ctx, info);
        const asOf = after ? after.asOf : oldestOf(matching);
        const pageWith = (page: PageOfJobs) =>
          new JobsPage({ matching, page, order, scope, now, asOf, hasPreviousPage: after !== null });
        return andThen(matching.page({ order, first, after, now }), pageWith);
      });
    },
  }),
);
