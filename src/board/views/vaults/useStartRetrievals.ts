// The start of many retrievals, in calls of as many as the mutation allows. Whatever is lost on the way, each archive is started
// once: the idempotency key stays, and a repeat sends what is missing.
import { useRef, useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { Tier } from '../../components/TierChoice.tsx';
import { newKey } from '../../core/newKey.ts';
import { startRetrievals } from './vaultOperations.ts';

const mostInCall = 1_000;

export interface StartedRetrievals {
  started: number;
  /** What the last attempt could not start, by the reason. */
  refused: ReadonlyMap<string, number>;
  isSending: boolean;
  /** Why the last attempt stopped before its end. */
  failure: string | null;
}

const nothing: StartedRetrievals = { started: 0, refused: new Map(), isSending: false, failure: null };

export function useStartRetrievals(vaultId: string, archiveIds: readonly string[], tier: Tier) {
  const client = useClient();
  const [idempotencyKey] = useState(newKey);
  const [state, setState] = useState(nothing);
  const done = useRef(new Set<string>());
  const inputOf = (ids: readonly string[]) => ({ vault: { id: vaultId }, archiveIds: [...ids], tier, idempotencyKey });

  const start = async () => {
    const missing = archiveIds.filter((id) => !done.current.has(id));
    const refused = new Map<string, number>();
    const report = (isSending: boolean, failure: string | null) =>
      setState({ started: done.current.size, refused: new Map(refused), isSending, failure });
    report(true, null);
    try {
      for (let from = 0; from < missing.length; from += mostInCall) {
        const input = inputOf(missing.slice(from, from + mostInCall));
        const result = (await client.request(startRetrievals, { input })).data.initiateArchiveRetrievals;
        if (result?.__typename !== 'InitiateArchiveRetrievalsPayload')
          return report(false, result?.message ?? 'The gateway returned no result.');
        for (const { archiveId, result: of } of result.outcomes) {
          if (of && 'message' in of) refused.set(of.message, (refused.get(of.message) ?? 0) + 1);
          else done.current.add(archiveId);
        }
        report(true, null);
      }
      report(false, null);
    } catch (error) {
      report(false, (error as Error).message);
    }
  };
  return { ...state, start, firstInput: inputOf(archiveIds.slice(0, mostInCall)) };
}
