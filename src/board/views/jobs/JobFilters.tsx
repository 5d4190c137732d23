// What narrows the list of jobs: buttons with counts, and fields.
import { Field, Select } from '../../components/Field.tsx';
import { Toggle } from '../../components/Toggle.tsx';
import { wordsOf } from '../../core/format.ts';
import { stateName } from './JobState.tsx';
import type { JobCounts } from './jobCounts.ts';
import { everything, type JobsFilter, kinds, orders, outcomes, phases, services } from './jobFilter.ts';

interface Props {
  filter: JobsFilter;
  counts: JobCounts;
  /** Whether all jobs were read: until then a count of 0 is not known. */
  isComplete: boolean;
  /** accountId/region -> its name. */
  locations: readonly { value: string; label: string }[];
  onChange(filter: JobsFilter): void;
}

const serviceNames = { GLACIER: 'Glacier vaults', BATCH: 'S3 Batch' };
const orderNames = { NEWEST: 'Newest first', ENDS_FIRST: 'Next to end', EXPIRES_FIRST: 'Next to expire' };
/** Their outcome says more. */
const running = phases.filter((phase) => phase !== 'DONE');
/** Without jobs they are no button: nobody waits for them. */
const rare = new Set<string>(['STOPPING', 'UNKNOWN', 'PAUSED']);
const urgent = new Set<string>(['AWAITING_CONFIRMATION', 'FAILED', 'COMPLETED_WITH_FAILURES']);

export function JobFilters({ filter, counts, isComplete, locations, onChange }: Props) {
  const known = (count: number) => (isComplete || count > 0 ? count : null);
  const change = (part: Partial<JobsFilter>) => onChange({ ...filter, ...part });
  const isAll = filter.phase === null && filter.outcome === null && !filter.overdue && !filter.expiring;
  const isFiltered = Object.entries(everything).some(([name, value]) => filter[name as keyof JobsFilter] !== value);
  return (
    <section class="filters" aria-label="Filters">
      <div class="toggles">
        <Toggle
          label="All"
          count={known(counts.all)}
          isPressed={isAll}
          onToggle={() => change({ phase: null, outcome: null, overdue: false, expiring: false })}
        />
        {running
          .filter((phase) => !rare.has(phase) || counts.phases[phase] > 0 || filter.phase === phase)
          .map((phase) => (
            <Toggle
              key={phase}
              label={stateName(phase)}
              count={known(counts.phases[phase])}
              isPressed={filter.phase === phase}
              isUrgent={urgent.has(phase)}
              onToggle={() => change({ phase: filter.phase === phase ? null : phase, outcome: null })}
            />
          ))}
        {outcomes.map((outcome) => (
          <Toggle
            key={outcome}
            label={stateName(outcome)}
            count={known(counts.outcomes[outcome])}
            isPressed={filter.outcome === outcome}
            isUrgent={urgent.has(outcome)}
            onToggle={() => change({ outcome: filter.outcome === outcome ? null : outcome, phase: null })}
          />
        ))}
        <Toggle
          label="Overdue"
          count={known(counts.overdue)}
          isPressed={filter.overdue}
          isUrgent
          onToggle={() => change({ overdue: !filter.overdue })}
        />
        <Toggle
          label="Expiring"
          count={known(counts.expiring)}
          isPressed={filter.expiring}
          isUrgent
          onToggle={() => change({ expiring: !filter.expiring })}
        />
      </div>
      <div class="toggles">
        {services.map((service) => (
          <Toggle
            key={service}
            label={serviceNames[service]}
            count={known(counts.services[service])}
            isPressed={filter.service === service}
            onToggle={() => change({ service: filter.service === service ? null : service, kind: null })}
          />
        ))}
      </div>
      <div class="filter-fields">
        <Field label="Search">
          <input
            type="search"
            value={filter.text}
            placeholder="Description, vault or ID"
            onInput={({ currentTarget }) => change({ text: currentTarget.value })}
          />
        </Field>
        <Select
          label="Location"
          none="All locations"
          value={filter.location}
          options={locations}
          onSelect={(location) => change({ location })}
        />
        <Select
          label="Kind"
          none="All kinds"
          value={filter.kind}
          options={kinds.map((kind) => ({ value: kind, label: kind === 'BATCH' ? 'S3 Batch' : wordsOf(kind) }))}
          onSelect={(kind) => change({ kind, service: null })}
        />
        <Select
          label="Order"
          value={filter.order}
          options={orders.map((order) => ({ value: order, label: orderNames[order] }))}
          onSelect={(order) => change({ order: order ?? everything.order })}
        />
        {isFiltered && (
          <button type="button" class="button" onClick={() => onChange(everything)}>
            Clear filters
          </button>
        )}
      </div>
    </section>
  );
}
