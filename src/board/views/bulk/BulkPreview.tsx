// What a bulk change would do, and the button that does it.
import { PriceNotes } from '../../components/PriceNotes.tsx';
import { countOf, moneyOf } from '../../core/format.ts';
import { type Action, actionWords } from './bulkActions.ts';
import type { BulkResult } from './useBulkChange.ts';

interface Props {
  action: Action;
  preview: BulkResult;
  isSending: boolean;
  onChange(ids: string[]): void;
}

export function BulkPreview({ action, preview, isSending, onChange }: Props) {
  const { outcomes, matched, notAllowed, superseded = 0, estimatedCost } = preview;
  const { label, noun, consequence, isDangerous } = actionWords[action];
  const verb = action === 'RESTAGE' ? 'restage' : 'change';
  return (
    <>
      <p role="status">
        {matched === 0
          ? `No ${noun} matches that you can ${verb}.`
          : `${countOf(matched, noun)} can be ${verb}d${matched > outcomes.length ? `, ${outcomes.length} of them in this step` : ''}. It costs ${countOf(outcomes.length, 'AWS call')}. ${consequence}`}
        {notAllowed > 0 &&
          ` ${countOf(notAllowed, 'other')} match${notAllowed === 1 ? 'es' : ''} that you may not ${verb}.`}
        {superseded > 0 &&
          ` ${countOf(superseded, 'other')} need${superseded === 1 ? 's' : ''} no restage: a later retrieval has the same bytes.`}
      </p>
      {estimatedCost && outcomes.length > 0 && <PriceNotes notes={estimatedCost.notes} />}
      {outcomes.length > 0 && (
        <div>
          <button
            type="button"
            class={`button ${isDangerous ? 'button-danger' : 'button-primary'}`}
            disabled={isSending}
            onClick={() => onChange(outcomes.map(({ nodeId }) => nodeId))}
          >
            {label} {countOf(outcomes.length, action === 'RESTAGE' ? 'retrieval' : 'job')}
            {estimatedCost && priceText(estimatedCost)}
          </button>
        </div>
      )}
    </>
  );
}

function priceText({ cost, unpricedCount }: NonNullable<BulkResult['estimatedCost']>): string {
  const price = moneyOf(cost);
  if (price === null) return ' without a known price';
  return ` for about ${price}${unpricedCount > 0 ? ` and ${countOf(unpricedCount, 'unknown price')}` : ''}`;
}
