// A mutation that a person sends by a button.
import { useCallback, useRef, useState } from 'preact/hooks';
import type { Operation } from '../gql/graphql.ts';
import { useClient } from './ClientContext.ts';
import type { Answer } from './createClient.ts';

export interface Mutation<Data, Variables> {
  /** Never throws; null if it failed, or if one is in flight: it is not sent again then. */
  send(variables: Variables): Promise<Answer<Data> | null>;
  isSending: boolean;
  /** Why the last one failed; null if it did not. Refusals of the gateway are members of the result. */
  failure: Error | null;
}

export function useMutation<Data, Variables>(operation: Operation<Data, Variables>): Mutation<Data, Variables> {
  const client = useClient();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  // A second click can come before the button is rendered as disabled.
  const isInFlight = useRef(false);
  const send = useCallback(
    async (variables: Variables) => {
      if (isInFlight.current) return null;
      isInFlight.current = true;
      setSending(true);
      setFailure(null);
      try {
        return await client.request(operation, variables);
      } catch (error) {
        setFailure(error as Error);
        return null;
      } finally {
        isInFlight.current = false;
        setSending(false);
      }
    },
    [client, operation],
  );
  return { send, isSending, failure };
}
