// What is to be done with the jobs.
import { Field, Select } from '../../components/Field.tsx';
import { tiers } from '../../components/TierChoice.tsx';
import { wordsOf } from '../../core/format.ts';
import { type Action, actionWords } from './bulkActions.ts';
import type { BulkChoice } from './useBulkChange.ts';

interface Props {
  choice: BulkChoice;
  possible: readonly Action[];
  isSending: boolean;
  onLook(): void;
  onChange(changed: Partial<BulkChoice>): void;
}

export const BulkChoices = ({ choice: { action, priority, tier }, possible, isSending, onLook, onChange }: Props) => (
  <form
    class="filter-fields"
    onSubmit={(event) => {
      event.preventDefault();
      onLook();
    }}
  >
    <Select
      label="Change"
      value={action}
      options={possible.map((value) => ({ value, label: `${actionWords[value].label} …` }))}
      onSelect={(value) => value && onChange({ action: value })}
    />
    {action === 'PRIORITIZE' && (
      <Field label="Priority">
        <input
          type="number"
          min={0}
          max={2147483647}
          value={priority}
          onChange={({ currentTarget }) => onChange({ priority: currentTarget.valueAsNumber || 0 })}
        />
      </Field>
    )}
    {action === 'RESTAGE' && (
      <Select
        label="Tier"
        none="That of each job"
        value={tier}
        options={tiers.map((value) => ({ value, label: wordsOf(value) }))}
        onSelect={(value) => onChange({ tier: value })}
      />
    )}
    <button type="submit" class="button" disabled={isSending}>
      Show the jobs
    </button>
  </form>
);
