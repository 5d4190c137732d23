// One job: read once, then followed until it has ended or is gone.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { AwsUsage } from '../../client/createClient.ts';
import type { ReportedError } from '../../client/failures.ts';
import { useQuery } from '../../client/useQuery.ts';
import { type JobFacts, jobPage, jobUpdates } from './jobPageOperations.ts';

export interface JobState {
  /** Null before the first answer, and if the job does not exist. */
  job: JobFacts | null;
  isLoading: boolean;
  failure: Error | null;
  /** Of the answer that the page began with. */
  aws: AwsUsage | null;
  /** Of fields that failed; they are null in the job. */
  errors: readonly ReportedError[];
  /** Whether the job has disappeared at AWS since it was read; `job` is its last known state. */
  isGone: boolean;
  refetch(): void;
}

/** What the last event said. */
interface Followed {
  job: JobFacts | null;
  isGone: boolean;
  errors: readonly ReportedError[];
}

export function useJob(id: string): JobState {
  const client = useClient();
  const variables = useMemo(() => ({ id }), [id]);
  const { answer, failure, isLoading, refetch } = useQuery(jobPage, variables);
  const [followed, setFollowed] = useState<Followed | null>(null);
  const [refused, setRefused] = useState<Error | null>(null);
  const node = answer?.data.node;
  const read = node && 'kind' in node ? node : null;
  const isFollowed = read !== null && read.phase !== 'DONE';

  // A newer answer replaces what was followed before it.
  useEffect(() => setFollowed(null), [answer]);
  useEffect(() => {
    if (!isFollowed || refused) return;
    let isOver = false;
    return client.subscribe(jobUpdates, variables, {
      onEvent: ({ jobUpdates: { change, job } }, errors) => {
        const isGone = change === 'GONE';
        isOver = isGone || job?.phase === 'DONE';
        setFollowed((last) => ({ job: job ?? last?.job ?? null, isGone, errors }));
      },
      isOver: () => isOver,
      onRefused: setRefused,
    });
  }, [client, variables, isFollowed, refused]);

  return {
    job: followed?.job ?? read,
    isLoading,
    failure: failure ?? refused,
    aws: answer?.aws ?? null,
    errors: (followed ?? answer)?.errors ?? [],
    isGone: followed?.isGone ?? false,
    refetch: () => {
      // What was refused is tried again.
      setRefused(null);
      refetch();
    },
  };
}
