// The start of many retrievals, in calls of as many as the mutation allows. Whatever is lost on the way, each archive is started
// once: the idempotency key stays, and a repeat sends what is missing.
import { useRef, useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { Tier } from '../../components/TierChoice.tsx';
import { newKey } from '../../core/newKey.ts';
import { startRetrievals } from './vaultOperations.ts';

const mostInCall = 1_000;

const noResult = 'The gateway returned no result.';

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
        const { data, errors } = await client.request(startRetrievals, { input });
        const result = data.initiateArchiveRetrievals;
        if (result?.__typename !== 'InitiateArchiveRetrievalsPayload')
          return report(false, result?.message ?? noResult);
        for (const { archiveId, result: of } of result.outcomes) {
          // Null: the gateway failed at this archive, and an error says why.
          const reason = of ? ('message' in of ? of.message : null) : (errors[0]?.message ?? noResult);
          if (reason === null) done.current.add(archiveId);
          else refused.set(reason, (refused.get(reason) ?? 0) + 1);
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
