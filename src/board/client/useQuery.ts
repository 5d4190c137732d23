// The answer to a query, requested when the component appears and when its variables change.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Operation } from '../gql/graphql.ts';
import { useClient } from './ClientContext.ts';
import type { Answer } from './createClient.ts';

export interface QueryState<Data> {
  /** The last answer, also while a newer one is requested; null before the first one, and after a failure. */
  answer: Answer<Data> | null;
  /** Null unless the last request failed as a whole. Fields that failed alone are in `answer.errors`. */
  failure: Error | null;
  isLoading: boolean;
  /** Requests the answer again. */
  refetch(): void;
}

/** Null as variables: nothing is requested. */
export function useQuery<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables | null,
): QueryState<Data> {
  const client = useClient();
  const [state, setState] = useState<Omit<QueryState<Data>, 'refetch'>>({
    answer: null,
    failure: null,
    isLoading: variables !== null,
  });
  const controller = useRef<AbortController | null>(null);
  // Objects with the same content are the same variables.
  const key = JSON.stringify(variables);

  const refetch = useCallback(() => {
    controller.current?.abort();
    if (variables === null) return;
    const current = new AbortController();
    controller.current = current;
    setState((last) => ({ ...last, isLoading: true }));
    client.request(operation, variables, current.signal).then(
      (answer) => !current.signal.aborted && setState({ answer, failure: null, isLoading: false }),
      (failure: Error) => !current.signal.aborted && setState({ answer: null, failure, isLoading: false }),
    );
  }, [client, operation, key]);

  useEffect(() => {
    refetch();
    return () => controller.current?.abort();
  }, [refetch]);

  return { ...state, refetch };
}
