// The subscriptions: jobs as they change. An event is one job, taken from the snapshot of its watch. Only fields that no
// AWS list carries cost a call, which all subscribers with the same selection share.
import { assertAllowed } from '../access/assertAllowed.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { InvalidInputError, NotFoundError } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { WatchedJob } from '../watch/createWatches.ts';
import type { JobSnapshot } from '../watch/watchStore.ts';
import { asksForDetails, BatchJob } from './batch/batchJob.ts';
import { BatchJobStatusEnum } from './batch/batchJobStatus.ts';
import { GlacierJob } from './glacier/glacierJob.ts';
import { Job } from './job.ts';
import { builder } from './kit/builder.ts';
import { checkLocation, isOpaqueId, isVaultName } from './kit/checks.ts';
import { costs } from './kit/cost.ts';
import { decodeId } from './kit/globalId.ts';
import { locationArguments } from './kit/locationArguments.ts';
import { nullIfEmpty } from './kit/nullIfEmpty.ts';
import { mayRead, omitsForbidden } from './kit/rules.ts';

const maxJobs = 1000;

/** The job of an event; NotFoundError if it does not exist. */
function jobOf<J extends JobRecord>({ job, jobId }: JobSnapshot): J {
  if (job) return job as J;
  throw new NotFoundError(`The job ${jobId} does not exist or has expired.`);
}

const delivery =
  'The first events are the current state of each job. After that, an event follows every change of phase, outcome or progress. The end of a job is reported once. A client that reconnects with `Last-Event-ID` resumes after that event; any other client first receives the current state.';

const recentlyEnded = 'The current state includes jobs that ended in the last 24 hours.';

builder.subscriptionType({
  description:
    'Live updates of jobs over server-sent events (text/event-stream) or WebSocket (graphql-transport-ws). All subscribers of a job share one poll of AWS.',
  fields: (t) => ({
    jobUpdates: t.field({
      type: Job,
      ...omitsForbidden,
      description: `Updates of the given jobs. ${delivery} The subscription completes when all jobs have ended. A job that does not exist produces one event with the error NOT_FOUND.`,
      args: {
        ids: t.arg.idList({ required: true, description: `The values of fields \`id\` of jobs, 1 to ${maxJobs}.` }),
      },
      ...costs({ calls: ({ ids }) => ids.length }),
      subscribe: (_, { ids }, ctx, info) => {
        if (ids.length < 1 || ids.length > maxJobs) {
          throw new InvalidInputError(['ids'], `ids: 1 to ${maxJobs} IDs are allowed, got ${ids.length}.`);
        }
        const jobs: WatchedJob[] = [];
        const absent: string[] = [];
        for (const [index, id] of ids.entries()) {
          const named = decodeId(id, ['ids', String(index)]);
          if (!named) {
            absent.push(id);
            continue;
          }
          const { type, ...key } = named;
          if (!('jobId' in key)) {
            throw new InvalidInputError(
              ['ids', String(index)],
              `ids.${index}: this is the ID of a vault. Use vaultJobUpdates for a vault.`,
            );
          }
          // Reported like a missing job if the caller may not read it, as in `node`.
          const exists = mayRead(ctx, key) && isOpaqueId(key.jobId);
          if (exists && !('vaultName' in key)) jobs.push({ kind: 'BatchJob', ...key });
          else if (exists && 'vaultName' in key && isVaultName(key.vaultName))
            jobs.push({ kind: 'GlacierJob', ...key });
          else absent.push(key.jobId);
        }
        return ctx.watches.jobs(jobs, { absent, detailed: asksForDetails(info) });
      },
      resolve: (snapshot) => jobOf(snapshot),
    }),
    vaultJobUpdates: t.field({
      type: GlacierJob,
      ...omitsForbidden,
      description: `Updates of all jobs of a vault, including new ones. ${delivery} ${recentlyEnded} The subscription does not complete on its own.`,
      args: { vaultId: t.arg.id({ required: true, description: 'The value of the field `id` of the vault.' }) },
      ...costs({ calls: 1 }),
      subscribe: (_, { vaultId }, ctx) => {
        const key = decodeId(vaultId, ['vaultId']);
        if (!key) throw new NotFoundError('vaultId: no vault has this ID.');
        if (key.type !== 'Vault')
          throw new InvalidInputError(['vaultId'], 'vaultId: this is not the ID of a vault. Use jobUpdates for a job.');
        return mayRead(ctx, key) && isVaultName(key.vaultName)
          ? ctx.watches.vaultJobs(key)
          : ctx.watches.absentVault(key);
      },
      resolve: (snapshot) => jobOf<GlacierJobRecord>(snapshot),
    }),
    batchJobUpdates: t.field({
      type: BatchJob,
      authScopes: (_, where, ctx) => assertAllowed(ctx.caller.access, 'read', checkLocation(ctx.backend, where)),
      description: `Updates of all S3 Batch Operations jobs in an account and region, including new ones. ${delivery} ${recentlyEnded} The subscription does not complete on its own.`,
      args: {
        statuses: t.arg({
          type: [BatchJobStatusEnum],
          description:
            'Jobs with one of these statuses, and one final event when a job leaves them; all jobs if omitted or empty.',
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
      resolve: (snapshot) => jobOf<BatchJobRecord>(snapshot),
    }),
  }),
});
