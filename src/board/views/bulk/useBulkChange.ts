// A change of many jobs in two steps: a dry run, and the change of the jobs that it has shown. Whatever is lost on the way, the
// second step restages each of them once: its idempotency key stays until the next dry run.
import { useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { Tier } from '../../components/TierChoice.tsx';
import { newKey } from '../../core/newKey.ts';
import type { ResultOf, VariablesOf } from '../../gql/graphql.ts';
import type { Action } from './bulkActions.ts';
import { cancelJobs, confirmJobs, prioritizeJobs, restageJobs } from './bulkOperations.ts';

type RestagePayload = Extract<
  ResultOf<typeof restageJobs>['result'],
  { __typename: 'RestageArchiveRetrievalsPayload' }
>;

interface Outcome extends Pick<RestagePayload['outcomes'][number], 'nodeId' | 'jobId' | 'region'> {
  job: { jobDescription: string | null; phase?: string; outputGuaranteedUntil?: string | null } | null;
  result: { __typename: string; message?: string } | null;
}

/** The same for all changes. What only a restage has is optional. */
export interface BulkResult
  extends Pick<RestagePayload, 'matched' | 'notAllowed' | 'changed' | 'failed' | 'notSent' | 'sources'>,
    Partial<Pick<RestagePayload, 'superseded' | 'estimatedCost'>> {
  outcomes: readonly Outcome[];
}

export interface BulkChoice {
  action: Action;
  priority: number;
  /** Null for the tier of each job. */
  tier: Tier | null;
}

type Jobs = VariablesOf<typeof cancelJobs>['input']['jobs'];

export function useBulkChange({ action, priority, tier }: BulkChoice) {
  const client = useClient();
  const [idempotencyKey, setIdempotencyKey] = useState(newKey);
  const [preview, setPreview] = useState<BulkResult | null>(null);
  const [outcome, setOutcome] = useState<BulkResult | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  const request = async (jobs: Jobs, dryRun: boolean) => {
    const input = { jobs, dryRun };
    if (action === 'CANCEL') return client.request(cancelJobs, { input });
    if (action === 'CONFIRM') return client.request(confirmJobs, { input });
    if (action === 'PRIORITIZE') return client.request(prioritizeJobs, { input: { ...input, priority } });
    return client.request(restageJobs, { input: { ...input, tier, idempotencyKey } });
  };

  const send = async (jobs: Jobs, dryRun: boolean, set: (result: BulkResult) => void) => {
    setSending(true);
    setFailure(null);
    try {
      const { result } = (await request(jobs, dryRun)).data;
      if (result && 'outcomes' in result) set(result);
      else setFailure(result?.message ?? 'The gateway returned no result.');
    } catch (error) {
      setFailure((error as Error).message);
    } finally {
      setSending(false);
    }
  };

  const reset = () => {
    setPreview(null);
    setOutcome(null);
    setFailure(null);
    setIdempotencyKey(newKey());
  };
  return {
    preview,
    outcome,
    failure,
    isSending,
    reset,
    look: (jobs: Jobs) => {
      reset();
      return send(jobs, true, setPreview);
    },
    change: (ids: string[]) => send({ ids }, false, setOutcome),
  };
}
