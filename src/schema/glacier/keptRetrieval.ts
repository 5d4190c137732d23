// Retrievals that are kept staged: the field of their jobs, and the mutation that ends it.
import type { Context } from '../../context.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import {
  type KeepFailure as Failure,
  type KeepEnd,
  type KeptRetrieval as Kept,
  newestJobOf,
} from '../../staging/keptRetrieval.ts';
import { ErrorCodeEnum } from '../errorCode.ts';
import { builder } from '../kit/builder.ts';
import { costs, free } from '../kit/cost.ts';
import { glacierJobField, resolveGlacierJobRef } from '../kit/glacierJobRef.ts';
import { allowedOnGlacierJob, mayRead, readersOnly } from '../kit/rules.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { ArchiveRetrievalJob } from './glacierJob.ts';

const KeepState = builder.enumType('KeepState', {
  description: 'Whether a retrieval is kept staged, or why it is no longer.',
  values: {
    ACTIVE: { description: 'It is kept: the gateway starts it again when its output expires soon.' },
    DOWNLOADED: { description: 'Its whole output was downloaded from the gateway.' },
    DATE_PASSED: { description: 'The date `until` has passed.' },
    STOPPED: { description: 'It was ended with `stopKeepingStaged`.' },
    PERMISSION_LOST: {
      description:
        'The caller who requested it may no longer start it: its API key was removed or has expired, or the policy has changed. `failure` has the reason.',
    },
    FAILED: { description: 'It could not be started again, or the retrieval failed. `failure` has the reason.' },
  } satisfies Record<KeepEnd | 'ACTIVE', { description: string }>,
});

const KeepFailure = builder.objectRef<Failure>('KeepFailure').implement({
  description: 'Why the last start of a kept retrieval failed.',
  fields: (t) => ({
    code: t.expose('code', { type: ErrorCodeEnum, description: 'The error code.' }),
    message: t.exposeString('message', { description: 'What happened, and what to do.' }),
    at: t.field({
      type: 'DateTime',
      description: 'The time of the last attempt, by the clock of AWS.',
      resolve: ({ at }) => new Date(at),
    }),
    attempts: t.exposeInt('attempts', { description: 'The number of attempts in a row that failed.' }),
  }),
});

/** A kept retrieval, seen from one of its jobs. */
interface KeptJob {
  kept: Kept;
  jobId: string;
}

const ofReaders = {
  authScopes: ({ kept }: KeptJob, _: unknown, ctx: Context): boolean => mayRead(ctx, newestJobOf(kept)),
};

/** The job at some distance in the row of its jobs. */
const neighbourOf = ({ kept: { vault, jobIds }, jobId }: KeptJob, distance: number): GlacierJobKey | null => {
  const other = jobIds[jobIds.indexOf(jobId) + distance];
  return other === undefined ? null : { ...vault, jobId: other };
};

const KeptRetrieval = builder.objectRef<KeptJob>('KeptRetrieval').implement({
  description: 'A retrieval that the gateway keeps staged, seen from one of its jobs.',
  fields: (t) => ({
    state: t.field({
      type: KeepState,
      description: 'Whether it is kept, or why it is no longer.',
      resolve: ({ kept }) => kept.end?.reason ?? 'ACTIVE',
    }),
    until: t.field({
      type: 'DateTime',
      description: 'The date until which it is kept.',
      resolve: ({ kept }) => new Date(kept.until),
    }),
    untilDownloaded: t.boolean({
      description: 'Whether it ends with a complete download.',
      resolve: ({ kept }) => kept.untilDownloaded,
    }),
    restages: t.int({
      description: 'How many times the retrieval was started again. Each was billed.',
      resolve: ({ kept }) => kept.jobIds.length - 1,
    }),
    restagedFrom: t.field({
      type: ArchiveRetrievalJob,
      nullable: true,
      description:
        'The job before this one; null for the first one, and once AWS no longer keeps it. Costs one DescribeJob call.',
      ...ofReaders,
      ...costs({ calls: 1 }),
      resolve: (job, _, { loaders }) => {
        const before = job.kept.jobIds.indexOf(job.jobId) > 0 ? neighbourOf(job, -1) : null;
        return before && loaders.glacierJob.load(before);
      },
    }),
    restagedAs: t.field({
      type: ArchiveRetrievalJob,
      nullable: true,
      description:
        'The job that was started in place of this one; null for the newest one, and once AWS no longer keeps it. Costs one DescribeJob call.',
      ...ofReaders,
      ...costs({ calls: 1 }),
      resolve: (job, _, { loaders }) => {
        const next = neighbourOf(job, 1);
        return next && loaders.glacierJob.load(next);
      },
    }),
    failure: t.field({
      type: KeepFailure,
      nullable: true,
      description:
        'Why the last start failed; null if none did, or a later one succeeded. While `state` is ACTIVE, the gateway tries again, after 1 minute up to 1 hour.',
      resolve: ({ kept }) => kept.failure,
    }),
  }),
});

builder.objectField(ArchiveRetrievalJob, 'keepStaged', (t) =>
  t.field({
    type: KeptRetrieval,
    ...readersOnly,
    nullable: true,
    description:
      'How the gateway keeps the retrieval staged; null if it was never kept, and from 48 hours after its end. Costs no AWS call.',
    ...free,
    resolve: async (job, _, { loaders }) => {
      const kept = await loaders.keptRetrieval.load(job);
      return kept && { kept, jobId: job.jobId };
    },
  }),
);

const StopKeepingStagedInput = builder.inputType('StopKeepingStagedInput', {
  description: 'The retrieval that is no longer to be kept staged.',
  fields: (t) => ({ job: glacierJobField(t) }),
});

const StopKeepingStagedPayload = builder.objectRef<KeptJob>('StopKeepingStagedPayload').implement({
  description: 'The retrieval is not started again.',
  fields: (t) => ({
    keepStaged: t.field({
      type: KeptRetrieval,
      ...ofReaders,
      description: 'How the retrieval was kept, and how that ended.',
      resolve: (kept) => kept,
    }),
  }),
});

builder.mutationField('stopKeepingStaged', (t) =>
  t.field({
    type: StopKeepingStagedPayload,
    errors: mutationErrors('StopKeepingStagedResult', [NotFoundError]),
    ...allowedOnGlacierJob('start'),
    description:
      'Ends `keepStaged` of a retrieval, named by any of its jobs. Nothing is started for it any more; outputs that exist stay. NotFoundError if the retrieval was never kept. Repeating it changes nothing. Costs no AWS call.',
    args: {
      input: t.arg({ type: StopKeepingStagedInput, required: true, description: 'A job of the retrieval.' }),
    },
    ...free,
    semanticNonNull: true,
    resolve: async (_, { input }, ctx) => {
      const job = resolveGlacierJobRef(ctx.backend, input.job);
      const kept = await ctx.keeper.stop(job);
      if (!kept) throw new NotFoundError(`The retrieval of job ${job.jobId} is not kept staged.`);
      return { kept, jobId: job.jobId };
    },
  }),
);
