// A change of many jobs in two steps: a dry run, and the change of the jobs that it has shown.
import { useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { ResultOf, VariablesOf } from '../../gql/graphql.ts';
import { cancelJobs, confirmJobs, prioritizeJobs } from './bulkOperations.ts';

export const actions = ['CANCEL', 'CONFIRM', 'PRIORITIZE'] as const;
export type Action = (typeof actions)[number];

type CancelPayload = Extract<ResultOf<typeof cancelJobs>['result'], { __typename: 'CancelBatchJobsPayload' }>;
type Outcome = Omit<CancelPayload['outcomes'][number], 'result'> & {
  result: { __typename: string; message?: string } | null;
};
/** The same for all changes. */
export interface BulkResult extends Omit<CancelPayload, '__typename' | 'outcomes'> {
  outcomes: Outcome[];
}

type Jobs = VariablesOf<typeof cancelJobs>['input']['jobs'];

export function useBulkChange(action: Action, priority: number) {
  const client = useClient();
  const [preview, setPreview] = useState<BulkResult | null>(null);
  const [outcome, setOutcome] = useState<BulkResult | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  const request = async (jobs: Jobs, dryRun: boolean) => {
    const input = { jobs, dryRun };
    if (action === 'CANCEL') return client.request(cancelJobs, { input });
    if (action === 'CONFIRM') return client.request(confirmJobs, { input });
    return client.request(prioritizeJobs, { input: { ...input, priority } });
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
  };
  const operations = { CANCEL: cancelJobs, CONFIRM: confirmJobs, PRIORITIZE: prioritizeJobs };
  return {
    preview,
    outcome,
    failure,
    isSending,
    operation: operations[action],
    reset,
    look: (jobs: Jobs) => {
      reset();
      return send(jobs, true, setPreview);
    },
    change: (ids: string[]) => send({ ids }, false, setOutcome),
  };
}
