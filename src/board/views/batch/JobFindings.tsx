// What the check found, what it could not see, and the price of a restore.

import { useQuery } from '../../client/useQuery.ts';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { PriceNotes } from '../../components/PriceNotes.tsx';
import { countOf, formatDuration, moneyOf, wordsOf } from '../../core/format.ts';
import { Diagnoses } from '../job/Diagnoses.tsx';
import { type JobCheck, type RestoreVariables, restorePrice } from './batchOperations.ts';

export const JobFindings = ({ check: { diagnoses, unchecked, keys } }: { check: JobCheck }) => (
  <>
    {diagnoses.length === 0 ? (
      <Notice kind="success">Nothing was found that would stop the job.</Notice>
    ) : (
      <Notice kind="warning">
        <Diagnoses diagnoses={diagnoses} />
      </Notice>
    )}
    <p>
      {keys === null
        ? 'The number of objects is not known.'
        : `The job works on ${keys.isExact ? '' : 'about '}${countOf(keys.count, 'object')}.`}
    </p>
    <details>
      <summary>What was not checked</summary>
      <ul>
        {unchecked.map(({ part, reason }) => (
          <li key={part}>
            {wordsOf(part)}: <ForeignText text={reason} />
          </li>
        ))}
      </ul>
    </details>
  </>
);

/** The price as text for the button, and its parts. Requests nothing without variables. */
export function useRestorePrice(variables: RestoreVariables | null) {
  const { answer, failure, isLoading } = useQuery(restorePrice, variables);
  const estimate = answer?.data.estimateBatchRestore ?? null;
  const cost = moneyOf(estimate?.cost);
  return { estimate, cost, isLoading, message: failure?.message ?? answer?.errors[0]?.message ?? null };
}

type Price = ReturnType<typeof useRestorePrice>;

export const RestorePrice = ({ estimate, cost, message }: Price) => (
  <>
    {message && (
      <Notice kind="warning">
        <ForeignText text={message} />
      </Notice>
    )}
    {estimate && (
      <>
        <p>
          The restore costs {cost === null ? 'an unknown amount' : <strong>about {cost}</strong>} and takes{' '}
          {formatDuration(estimate.duration.minSeconds)} to {formatDuration(estimate.duration.maxSeconds)}.
        </p>
        <PriceNotes notes={estimate.notes} />
      </>
    )}
  </>
);
