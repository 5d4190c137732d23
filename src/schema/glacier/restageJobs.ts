// The starts of a bulk restage, and what follows from them for retrievals that are kept staged.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { glacierJobKey } from '../../core/location.ts';
import type { KeepTerms } from '../../staging/keptRetrieval.ts';
import { restageParameters } from '../../starts/restaged.ts';
import { type AroundStart, type RetrievalOutcome, startRetrievals } from '../../starts/startRetrievals.ts';
import type { GivenTier } from './checkRestageable.ts';
import { keepAllStarted, reportFailures } from './keepStagedInput.ts';
import type { RestageOutcome } from './restageArchiveRetrievalsPayload.ts';
import { restageId } from './restageId.ts';
import type { SelectedRetrieval } from './selectRetrievals.ts';

/** `by`: what identifies the starts; null in a dry run. */
export async function restageJobs(
  ctx: Context,
  selected: readonly SelectedRetrieval[],
  tier: GivenTier,
  by: { operation: string; key: string | null } | null,
): Promise<RestageOutcome[]> {
  const retrievals = selected.flatMap(({ key, job, refusal }) =>
    job && !refusal
      ? [[glacierJobKey(key), { ...key, parameters: restageParameters(job, tier ?? null) }] as const]
      : [],
  );
  const jobs = new Map(selected.map(({ key }) => [glacierJobKey(key), key]));
  const startOne: AroundStart = (id, start) => {
    const key = jobs.get(id);
    return key && by ? ctx.keeper.restage(key, restageId(ctx, key, by), ['input', 'jobs'], start) : start();
  };
  const outcomes = by ? await startRetrievals(ctx, new Map(retrievals), by, startOne) : null;
  return selected.map((each) => {
    const outcome = outcomes?.get(glacierJobKey(each.key)) ?? null;
    return { ...each, what: whatOf(each, outcome), outcome: by && restageOutcome(each, outcome) };
  });
}

function restageOutcome(
  { job, refusal }: SelectedRetrieval,
  outcome: RetrievalOutcome | null,
): RestageOutcome['outcome'] {
  if (refusal) return { kind: 'failed', error: refusal };
  return outcome?.kind === 'started' && job
    ? { kind: 'started', started: { ...outcome.started, previousJob: job } }
    : (outcome as Exclude<RetrievalOutcome, { kind: 'started' }> | null);
}

/** In the words of the audit log, as for a retrieval that is kept staged. */
function whatOf({ key, job }: SelectedRetrieval, outcome: RetrievalOutcome | null): RestageOutcome['what'] {
  return {
    vaultName: key.vaultName,
    ...(job?.archiveId ? { archiveId: job.archiveId } : {}),
    restagedFrom: key.jobId,
    ...(outcome?.kind === 'started' ? { jobId: outcome.started.jobId } : {}),
  };
}

/** The new jobs take the places of those before, and are kept on the given terms. */
export async function keepRestaged(
  ctx: Context,
  info: GraphQLResolveInfo,
  changes: readonly RestageOutcome[],
  tier: GivenTier,
  terms: KeepTerms | null,
): Promise<void> {
  const starts = changes.flatMap(({ key, outcome }) => {
    if (outcome?.kind !== 'started') return [];
    const { started } = outcome;
    return [{ vault: key, started, parameters: restageParameters(started.previousJob, tier ?? null), terms }];
  });
  await reportFailures(
    ctx,
    info,
    starts.map(
      ({ vault: key, started: { jobId, startedAt }, parameters }) =>
        () =>
          ctx.keeper.goOn(key, { jobId, startedAt, parameters }),
    ),
  );
  await keepAllStarted(ctx, info, starts);
}
