// The choice of the tier of a retrieval, with the price of each.
import { formatDuration, moneyOf, wordsOf } from '../core/format.ts';

export const tiers = ['BULK', 'STANDARD', 'EXPEDITED'] as const;
export type Tier = (typeof tiers)[number];

export interface TierPrice {
  cost: { amount: string; currency: string } | null;
  duration: { minSeconds: number; maxSeconds: number };
  notes: readonly string[];
}

interface Props {
  tier: Tier;
  /** Null for a tier without a known price. */
  prices: Readonly<Record<Tier, TierPrice | null>> | null;
  isDisabled: boolean;
  onChoose(tier: Tier): void;
}

export const TierChoice = ({ tier, prices, isDisabled, onChoose }: Props) => (
  <fieldset disabled={isDisabled}>
    <legend>Tier</legend>
    {tiers.map((each) => {
      const of = prices?.[each];
      return (
        <label key={each} class="choice">
          <input type="radio" name="tier" checked={tier === each} onChange={() => onChoose(each)} />
          <span>{wordsOf(each)}</span>
          <strong>{moneyOf(of?.cost) ?? 'No price'}</strong>
          <span class="hint">
            {of && `${formatDuration(of.duration.minSeconds)} to ${formatDuration(of.duration.maxSeconds)}`}
          </span>
        </label>
      );
    })}
  </fieldset>
);
