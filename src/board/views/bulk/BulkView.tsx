// Changes of all Batch jobs that the filter of the list matches: first which ones they are, then the button that changes exactly
// those, then one outcome for each.
import { useState } from 'preact/hooks';
import { Field, Select } from '../../components/Field.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { now } from '../../core/clock.ts';
import { countOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { apiFilterOf, filterParameters, parseFilter } from '../jobs/jobFilter.ts';
import type { ViewProps } from '../view.ts';
import { Outcomes } from './Outcomes.tsx';
import { type Action, actions, useBulkChange } from './useBulkChange.ts';

const labels: Record<Action, string> = { CANCEL: 'Cancel', CONFIRM: 'Confirm', PRIORITIZE: 'Set the priority of' };

const consequences: Record<Action, string> = {
  CANCEL: 'What the jobs have done so far is not undone.',
  CONFIRM: 'The jobs run, and AWS charges for their operation on each object.',
  PRIORITIZE: 'Jobs with a higher number run first.',
};

export function BulkView({ parameters }: ViewProps) {
  const filter = parseFilter(parameters);
  const [action, setAction] = useState<Action>('CANCEL');
  const [priority, setPriority] = useState(10);
  const { preview, outcome, failure, isSending, operation, look, change, reset } = useBulkChange(action, priority);
  const jobs = { filter: apiFilterOf(filter, new Date(now()).toISOString()) };
  const { outcomes = [], matched = 0 } = preview ?? {};
  const failedSources = preview?.sources.filter(({ status }) => status !== 'OK') ?? [];
  return (
    <Page
      title="Change all matching Batch jobs"
      actions={
        <ShowGraphql
          operations={[{ label: labels[action], operation, variables: { input: { jobs, dryRun: true } } }]}
        />
      }
    >
      <p>
        The filter of the list applies:{' '}
        <a href={addressOf(['jobs'], filterParameters(filter))}>
          {[...filterParameters(filter)].map(([name, value]) => `${name} ${value}`).join(', ') || 'none is set'}
        </a>
        . A text is searched in descriptions alone.
      </p>
      <form
        class="filter-fields"
        onSubmit={(event) => {
          event.preventDefault();
          void look(jobs);
        }}
      >
        <Select
          label="Change"
          value={action}
          options={actions.map((value) => ({ value, label: `${labels[value]} …` }))}
          onSelect={(value) => {
            setAction(value ?? 'CANCEL');
            reset();
          }}
        />
        {action === 'PRIORITIZE' && (
          <Field label="Priority">
            <input
              type="number"
              min={0}
              max={2147483647}
              value={priority}
              onChange={({ currentTarget }) => {
                setPriority(currentTarget.valueAsNumber || 0);
                reset();
              }}
            />
          </Field>
        )}
        <button type="submit" class="button" disabled={isSending}>
          Show the jobs
        </button>
      </form>
      {failure && (
        <Notice kind="error" isAlert>
          {failure}
        </Notice>
      )}
      {failedSources.map(({ accountId, region, message }) => (
        <Notice key={`${accountId}/${region}`} kind="warning">
          {accountId} {region} cannot be read, so its jobs are not among these. {message}
        </Notice>
      ))}
      {preview && !outcome && (
        <>
          <p role="status">
            {matched === 0
              ? 'No Batch job matches.'
              : `${countOf(matched, 'Batch job')} can be changed${matched > outcomes.length ? `, the oldest ${outcomes.length} in this step` : ''}. It costs ${countOf(outcomes.length, 'AWS call')}. ${consequences[action]}`}
          </p>
          {outcomes.length > 0 && (
            <div>
              <button
                type="button"
                class={`button ${action === 'CANCEL' ? 'button-danger' : 'button-primary'}`}
                disabled={isSending}
                onClick={() => void change(outcomes.map(({ nodeId }) => nodeId))}
              >
                {labels[action]} {countOf(outcomes.length, 'job')}
              </button>
            </div>
          )}
        </>
      )}
      {outcome && (
        <Notice kind={outcome.failed + outcome.notSent > 0 ? 'warning' : 'success'} isAlert>
          {countOf(outcome.changed, 'job')} changed, {outcome.failed} failed, {outcome.notSent} not sent.
        </Notice>
      )}
      <Outcomes outcomes={(outcome ?? preview)?.outcomes ?? []} known={outcomes} />
    </Page>
  );
}
