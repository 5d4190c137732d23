// The price of a retrieval in each tier, and what the price of the chosen one contains.
import { useQuery } from '../../client/useQuery.ts';
import { Notice } from '../../components/Notice.tsx';
import { PriceNotes } from '../../components/PriceNotes.tsx';
import { type Tier, TierChoice } from '../../components/TierChoice.tsx';
import { moneyOf } from '../../core/format.ts';
import type { VariablesOf } from '../../gql/graphql.ts';
import { retrievalPrices } from './vaultOperations.ts';

/** Requests nothing for null. */
export function useRetrievalPrices(load: VariablesOf<typeof retrievalPrices> | null) {
  const { answer, failure, isLoading } = useQuery(retrievalPrices, load);
  /** For a button. */
  const textOf = (tier: Tier): string => {
    const cost = moneyOf(answer?.data[tier]?.cost);
    return cost === null ? 'without a known price' : `for ${cost}`;
  };
  return { answer, failure, isLoading, textOf };
}

interface Props {
  prices: ReturnType<typeof useRetrievalPrices>;
  tier: Tier;
  isDisabled: boolean;
  onChoose(tier: Tier): void;
}

export function RetrievalPrice({ prices: { answer, failure, isLoading }, tier, isDisabled, onChoose }: Props) {
  const estimate = answer?.data[tier];
  return (
    <>
      <TierChoice tier={tier} prices={answer?.data ?? null} isDisabled={isDisabled} onChoose={onChoose} />
      {!isLoading && !estimate && (
        <Notice kind="warning">{failure?.message ?? answer?.errors[0]?.message ?? 'The price is not known.'}</Notice>
      )}
      {estimate && <PriceNotes notes={estimate.notes} />}
    </>
  );
}
