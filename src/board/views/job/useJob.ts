// One job: read once, then followed until it has ended.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { AwsUsage } from '../../client/createClient.ts';
import { useQuery } from '../../client/useQuery.ts';
import { type JobFacts, jobPage, jobUpdates } from './jobPageOperations.ts';

export interface JobState {
  /** Null before the first answer, and if the job does not exist. */
  job: JobFacts | null;
  isLoading: boolean;
  failure: Error | null;
  /** Of the answer that the page began with. */
  aws: AwsUsage | null;
  /** Fields that failed; they are null in the job. */
  messages: readonly string[];
  refetch(): void;
}

export function useJob(id: string): JobState {
  const client = useClient();
  const variables = useMemo(() => ({ id }), [id]);
  const { answer, failure, isLoading, refetch } = useQuery(jobPage, variables);
  const [update, setUpdate] = useState<JobFacts | null>(null);
  const [refused, setRefused] = useState<Error | null>(null);
  const node = answer?.data.node;
  const read = node && 'kind' in node ? node : null;
  const isFollowed = read !== null && read.phase !== 'DONE';

  // A newer answer replaces what was followed before it.
  useEffect(() => setUpdate(null), [answer]);
  useEffect(() => {
    if (!isFollowed) return;
    let last: JobFacts | null = null;
    return client.subscribe(jobUpdates, variables, {
      onEvent: ({ jobUpdates: { job } }) => {
        if (!job) return;
        last = job;
        setUpdate(job);
      },
      isOver: () => last?.phase === 'DONE',
      onRefused: setRefused,
    });
  }, [client, variables, isFollowed]);

  return {
    job: update ?? read,
    isLoading,
    failure: failure ?? refused,
    aws: answer?.aws ?? null,
    messages: answer?.errors.map(({ message }) => message) ?? [],
    refetch,
  };
}
