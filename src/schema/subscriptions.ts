// The subscriptions: jobs as they change, from the snapshots of their watches. Only fields that no AWS list carries cost a
// call, which all subscribers with the same selection share.
import { assertAllowed } from '../access/assertAllowed.ts';
import type { Context } from '../context.ts';
import { InvalidInputError, rejectInput } from '../core/errors.ts';
import { isVaultName } from '../core/isVaultName.ts';
import { boardOf } from '../jobIndex/boardOf.ts';
import { nothingKnown } from '../jobIndex/knownLists.ts';
import type { WatchedJob } from '../watch/createWatches.ts';
import { type AbsentJob, defaultMinIntervalSeconds } from '../watch/feedOptions.ts';
import { asksForDetails } from './batch/batchJob.ts';
import { BatchJobStatusInput } from './batch/batchJobStatus.ts';
import { BatchJobEvent, GlacierJobEvent, JobEvent, JobFeedEvent } from './jobEvents.ts';
import { checkJobFilter, JobFilterInput, type SentJobFilter } from './jobFilter.ts';
import { builder } from './kit/builder.ts';
import { checkLocation, checkWholeNumber, isOpaqueId } from './kit/checks.ts';
import { admitted, costs } from './kit/cost.ts';
import { decodeId, type NodeKey } from './kit/globalId.ts';
import { locationArguments } from './kit/locationArguments.ts';
import { nullIfEmpty } from './kit/nullIfEmpty.ts';
import { VaultRef, vaultNamedBy } from './kit/references.ts';
import { mayRead, omitsForbidden } from './kit/rules.ts';
import { estimatedReadings } from './readJobs.ts';

const maxJobs = 1000;

const maxMinIntervalSeconds = 3600;

const delivery =
  'Begins with the current state of each job. After that, an event follows every change of phase and every change of what the selection shows of the job. Progress is reported when it has changed by at least 0.5 %, else at most once in a second. A client that reconnects with `Last-Event-ID` receives what it has missed; any other client first receives the current state.';

const recentlyEnded = 'The current state includes jobs that ended in the last 24 hours.';

/** Each job has an event. The watches read the details of Batch jobs, which their events contain. */
const costOfJobs = costs({
  calls: ({ ids }: { ids: readonly string[] }) => admitted(ids, maxJobs),
  times: ({ ids }: { ids: readonly string[] }) => admitted(ids, maxJobs),
  includes: ['DescribeJob'],
});

builder.subscriptionType({
  description:
    'Live updates of jobs over server-sent events (text/event-stream) or WebSocket (graphql-transport-ws). All subscribers of a job share one poll of AWS.',
  fields: (t) => ({
    jobFeed: t.field({
      type: JobFeedEvent,
      ...omitsForbidden,
      description: `The live list of the jobs of both services in all selected accounts and regions. ${delivery} ${recentlyEnded} When the current state is complete, an event without a job and with the change INITIAL follows. An event without a job and with the change CHANGED follows when one of the \`sources\` fails or recovers. The subscription does not complete on its own.`,
      args: {
        filter: t.arg({
          type: JobFilterInput,
          description: 'Selects jobs; all jobs if omitted. `tags` is not allowed: AWS reports no changes of tags.',
        }),
        minIntervalSeconds: t.arg.int({
          defaultValue: defaultMinIntervalSeconds,
          description: `Progress of a job that changed by less than 0.5 % is reported at most once in so many seconds, 1 to ${maxMinIntervalSeconds}.`,
        }),
      },
      ...costs({
        everywhere: true,
        // What it needs is read at the pace of its watches, which other feeds share.
        readings: ({ filter }: { filter?: SentJobFilter | null }, { accounts }) =>
          estimatedReadings({ accounts, known: nothingKnown }, filter, 0),
      }),
      subscribe: (_, { filter: written, minIntervalSeconds }, ctx, info) => {
        const { filter } = checkJobFilter(ctx.backend.accounts, written);
        if (filter.tags) {
          rejectInput(
            ['filter', 'tags'],
            'a feed cannot select by tags, because AWS reports no changes of tags. Use the query jobs.',
          );
        }
        const range = { from: 1, to: maxMinIntervalSeconds };
        const seconds = checkWholeNumber(minIntervalSeconds, range, ['minIntervalSeconds']);
        const { backend, caller, jobIndex } = ctx;
        const services = { backend, access: caller.access, vaultLists: jobIndex.vaultLists };
        const board = boardOf(services, filter, asksForDetails(info));
        return ctx.watches.board(board, seconds ?? defaultMinIntervalSeconds);
      },
      resolve: (event) => event,
    }),
    jobUpdates: t.field({
      type: JobEvent,
      ...omitsForbidden,
      description: `Updates of the given jobs. ${delivery} The subscription completes when all jobs have ended, so it reports EXPIRING_SOON only while another of the jobs is in progress. A job that does not exist, and a malformed ID, produce one event with an error in place of \`job\`.`,
      args: {
        ids: t.arg.idList({ required: true, description: `The values of fields \`id\` of jobs, 1 to ${maxJobs}.` }),
      },
      ...costOfJobs,
      subscribe: (_, { ids }, ctx, info) => {
        const { jobs, absent } = jobsOf(ctx, ids);
        return ctx.watches.jobs(jobs, { absent, detailed: asksForDetails(info) });
      },
      resolve: (event) => event,
    }),
    restoreUpdates: t.field({
      type: BatchJobEvent,
      ...omitsForbidden,
      description: `Updates of Batch jobs that restore objects, with \`restores\`, until no object can become readable any more. ${delivery} ENDED follows when a job has requested all restores; \`phase\` stays DONE from then on. CHANGED follows when objects become readable. All subscribers share one reading of the objects. It is made at least once an hour, more often around the expected time, and after events of S3. The subscription completes when \`restores.isSettled\` is true for all jobs. A job of another operation is followed to its end. A job that does not exist, and a malformed ID, produce one event with an error in place of \`job\`.`,
      args: {
        ids: t.arg.idList({
          required: true,
          description: `The values of fields \`id\` of Batch jobs, 1 to ${maxJobs}.`,
        }),
      },
      ...costOfJobs,
      subscribe: (_, { ids }, ctx, info) => {
        const { jobs, absent } = jobsOf(ctx, ids, batchJobOnly);
        const restoring = jobs.filter((job) => job.kind === 'BatchJob');
        return ctx.watches.restores(restoring, { absent, detailed: asksForDetails(info) });
      },
      resolve: (event) => event,
    }),
    vaultJobUpdates: t.field({
      type: GlacierJobEvent,
      ...omitsForbidden,
      description: `Updates of all jobs of a vault, including new ones. ${delivery} ${recentlyEnded} The subscription does not complete on its own.`,
      args: {
        vault: t.arg({ type: VaultRef, required: true, description: 'The vault, by its global ID or its address.' }),
      },
      ...costs({ calls: 1 }),
      subscribe: (_, { vault }, ctx) => {
        const key = vaultNamedBy(ctx.backend, vault, ['vault']);
        return mayRead(ctx, key) ? ctx.watches.vaultJobs(key) : ctx.watches.absentVault(key);
      },
      resolve: (event) => event,
    }),
    batchJobUpdates: t.field({
      type: BatchJobEvent,
      authScopes: (_, where, ctx) => assertAllowed(ctx.caller.access, 'read', checkLocation(ctx.backend, where)),
      description: `Updates of all S3 Batch Operations jobs in an account and region, including new ones. ${delivery} ${recentlyEnded} The subscription does not complete on its own.`,
      args: {
        statuses: t.arg({
          type: [BatchJobStatusInput],
          description:
            'Jobs with one of these statuses; all jobs if omitted or empty. A job that leaves them sends one last event, ENDED or GONE.',
        }),
        ...locationArguments(t.arg),
      },
      ...costs({ calls: 1 }),
      subscribe: (_, { statuses, accountId, region }, ctx, info) =>
        ctx.watches.batchJobs(
          checkLocation(ctx.backend, { accountId, region }),
          nullIfEmpty(statuses),
          asksForDetails(info),
        ),
      resolve: (event) => event,
    }),
  }),
});

type Check = (named: WatchedJob | AbsentJob, path: readonly string[]) => WatchedJob | AbsentJob;

/** `check`: of each job that an ID names, and where the ID is in the arguments. */
function jobsOf(
  ctx: Context,
  ids: readonly string[],
  check: Check = (named) => named,
): { jobs: WatchedJob[]; absent: AbsentJob[] } {
  if (ids.length < 1 || ids.length > maxJobs)
    throw new InvalidInputError(['ids'], `ids: 1 to ${maxJobs} IDs are allowed, got ${ids.length}.`);
  const jobs: WatchedJob[] = [];
  const absent: AbsentJob[] = [];
  for (const [index, id] of ids.entries()) {
    const path = ['ids', String(index)];
    const named = check(jobOf(ctx, id, path), path);
    if ('kind' in named) jobs.push(named);
    else absent.push(named);
  }
  return { jobs, absent };
}

const batchJobOnly: Check = (named, path) => {
  if (!('kind' in named) || named.kind === 'BatchJob') return named;
  const { jobId } = named;
  const reason = `the job ${jobId} is a Glacier job, and restores no objects of S3. Use jobUpdates.`;
  return { jobId, error: refusal(path, reason) };
};

const refusal = (path: readonly string[], reason: string) =>
  new InvalidInputError(path, `${path.join('.')}: ${reason}`);

/** The job of an ID, or why there is none. */
function jobOf(ctx: Context, id: string, path: readonly string[]): WatchedJob | AbsentJob {
  let key: NodeKey | null;
  try {
    key = decodeId(id, path);
  } catch (error) {
    if (error instanceof InvalidInputError) return { jobId: id, error };
    throw error;
  }
  if (!key) return { jobId: id, error: null };
  const { type, ...named } = key;
  const refused = (reason: string) => ({ jobId: id, error: refusal(path, reason) });
  if (type === 'Inventory') return refused('this is the ID of an inventory. Use the ID of its job.');
  if (type === 'Location') {
    return refused(
      'this is the ID of a location. Use batchJobUpdates for its Batch jobs, or jobFeed for all its jobs.',
    );
  }
  if (!('jobId' in named)) return refused('this is the ID of a vault. Use vaultJobUpdates for a vault.');
  // Reported like a missing job if the caller may not read it, as in `node`.
  if (!mayRead(ctx, named) || !isOpaqueId(named.jobId)) return { jobId: named.jobId, error: null };
  if (!('vaultName' in named)) return { kind: 'BatchJob', ...named };
  return isVaultName(named.vaultName) ? { kind: 'GlacierJob', ...named } : { jobId: named.jobId, error: null };
}
