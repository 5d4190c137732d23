// Jobs as they change. Each event is one job, told from what its watch has seen; only what no list of AWS's carries
// costs a call, once for all who asked for it in the same words.
import { assertAllowed } from '../access/assertAllowed.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { InvalidInputError, NotFoundError } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { WatchedJob } from '../watch/createWatches.ts';
import type { JobSnapshot } from '../watch/watchStore.ts';
import { asksForDetails, BatchJob, BatchJobStatusEnum } from './batch/batchJob.ts';
import { GlacierJob } from './glacier/glacierJob.ts';
import { Job } from './job.ts';
import { builder } from './kit/builder.ts';
import { checkLocation, isOpaqueId, isVaultName } from './kit/checks.ts';
import { costs } from './kit/cost.ts';
import { decodeId } from './kit/globalId.ts';
import { locationArguments } from './kit/locationArguments.ts';
import { leavesOutForeign, mayRead } from './kit/rules.ts';

const maxJobs = 1000;

/** A job of the kind that the field is of; an error for one that does not exist. */
function seen<J extends JobRecord>({ job, jobId }: JobSnapshot): J {
  if (job) return job as J;
  throw new NotFoundError(`The job ${jobId} does not exist, or no longer.`);
}

const promise =
  'First the present state of each, then every change of phase, outcome or progress, and nothing when nothing changed; the end of a job comes once. Who comes back with the id of the last event (Last-Event-ID) goes on behind it, anybody else begins with the present state, so that no end is missed.';

const endsToo = 'Jobs that ended in the last 24 hours belong to the present state.';

builder.subscriptionType({
  description:
    'Jobs as they change, over server-sent events (text/event-stream) or WebSocket (graphql-transport-ws). AWS is asked once, however many subscribe.',
  fields: (t) => ({
    jobUpdates: t.field({
      type: Job,
      ...leavesOutForeign,
      description: `Some jobs. ${promise} Completes when all of them have ended. A job that does not exist is an error NOT_FOUND among the events.`,
      args: { ids: t.arg.idList({ required: true, description: `Ids of jobs, 1 to ${maxJobs}.` }) },
      ...costs({ calls: ({ ids }) => ids.length }),
      subscribe: (_, { ids }, ctx, info) => {
        if (ids.length < 1 || ids.length > maxJobs) {
          throw new InvalidInputError(['ids'], `ids: 1 to ${maxJobs}, not ${ids.length}.`);
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
              `ids.${index}: the id of a vault; vaultJobUpdates takes it.`,
            );
          }
          // As absent as any missing one, like in `node`.
          const exists = mayRead(ctx, key) && isOpaqueId(key.jobId);
          if (exists && !('vaultName' in key)) jobs.push({ kind: 'BatchJob', ...key });
          else if (exists && 'vaultName' in key && isVaultName(key.vaultName))
            jobs.push({ kind: 'GlacierJob', ...key });
          else absent.push(key.jobId);
        }
        return ctx.watches.jobs(jobs, { absent, detailed: asksForDetails(info) });
      },
      resolve: (snapshot) => seen(snapshot),
    }),
    vaultJobUpdates: t.field({
      type: GlacierJob,
      ...leavesOutForeign,
      description: `Every job of a vault, new ones included. ${promise} ${endsToo} Never completes by itself.`,
      args: { vaultId: t.arg.id({ required: true, description: 'The id of the vault.' }) },
      ...costs({ calls: 1 }),
      subscribe: (_, { vaultId }, ctx) => {
        const key = decodeId(vaultId, ['vaultId']);
        if (!key) throw new NotFoundError('vaultId: no vault has this id.');
        if (key.type !== 'Vault') throw new InvalidInputError(['vaultId'], 'vaultId: not the id of a vault.');
        return mayRead(ctx, key) && isVaultName(key.vaultName)
          ? ctx.watches.vaultJobs(key)
          : ctx.watches.absentVault(key);
      },
      resolve: (snapshot) => seen<GlacierJobRecord>(snapshot),
    }),
    batchJobUpdates: t.field({
      type: BatchJob,
      authScopes: (_, where, ctx) => assertAllowed(ctx.caller.access, 'read', checkLocation(ctx.backend, where)),
      description: `Every S3 Batch Operations job of an account in a region, new ones included. ${promise} ${endsToo} Never completes by itself.`,
      args: {
        statuses: t.arg({
          type: [BatchJobStatusEnum],
          description: 'Only jobs in one of these states, and once more when they leave them.',
        }),
        ...locationArguments(t.arg),
      },
      ...costs({ calls: 1 }),
      subscribe: (_, { statuses, account, region }, ctx, info) =>
        ctx.watches.batchJobs(checkLocation(ctx.backend, { account, region }), statuses ?? null, asksForDetails(info)),
      resolve: (snapshot) => seen<BatchJobRecord>(snapshot),
    }),
  }),
});
