// The form for a new Batch job. It is checked first; a change of the form asks for a new check. Whatever is lost on the way, the
// same form creates one job: its idempotency key stays.
import { useState } from 'preact/hooks';
import { useMutation } from '../../client/useMutation.ts';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Field } from '../../components/Field.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { newKey } from '../../core/newKey.ts';
import { type LocationOption, useLocations } from '../jobs/useLocations.ts';
import { checkJob, createJob, type JobCheck, type JobInput, type RestoreVariables } from './batchOperations.ts';
import { CheckedJob } from './CheckedJob.tsx';
import { inputOf, restoreOf } from './jobInput.ts';
import { ManifestFields } from './ManifestFields.tsx';
import { OperationFields } from './OperationFields.tsx';
import { RunFields } from './RunFields.tsx';
import { useJobForm } from './useJobForm.ts';

interface Checked {
  input: JobInput;
  check: JobCheck;
  restore: RestoreVariables | null;
}

export function BatchView() {
  const { options, isLoading } = useLocations();
  const startable = options.filter(({ canStart }) => canStart);
  if (startable.length > 0) return <NewJob locations={startable} />;
  return (
    <Page title="Create a Batch job">
      <p role="status">{isLoading ? 'Reading your locations …' : 'You may not create Batch jobs.'}</p>
    </Page>
  );
}

function NewJob({ locations }: { locations: readonly LocationOption[] }) {
  const [idempotencyKey, setIdempotencyKey] = useState(newKey);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [isCreated, setCreated] = useState(false);
  const [messages, setMessages] = useState<readonly string[]>([]);
  const { send, isSending, failure } = useMutation(checkJob);
  const state = useJobForm(() => setChecked(null));
  // One location needs no choice. Among several, nothing is chosen for somebody: the calls cost money there.
  const [only, ...others] = locations;
  const form = only && others.length === 0 ? { ...state.form, location: only.value } : state.form;
  const input = inputOf(form, idempotencyKey);

  const check = async () => {
    setChecked(null);
    const answer = await send({ input });
    const found = answer?.data.checkBatchJob ?? null;
    setMessages(answer?.errors.map(({ message }) => message) ?? []);
    if (found) setChecked({ input, check: found, restore: restoreOf(form, found.keys?.count ?? null) });
  };
  const startAgain = () => {
    setIdempotencyKey(newKey());
    setCreated(false);
    setChecked(null);
  };
  return (
    <Page
      title="Create a Batch job"
      actions={
        <ShowGraphql
          operations={[
            { label: 'Check', operation: checkJob, variables: { input } },
            { label: 'Create', operation: createJob, variables: { input } },
          ]}
        />
      }
    >
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        <fieldset class="form-part" disabled={isSending || isCreated} aria-label="The job">
          <Field label="Location">
            <select
              required
              name="location"
              value={form.location}
              onChange={({ currentTarget }) => state.set({ location: currentTarget.value })}
            >
              {others.length > 0 && <option value="">Choose …</option>}
              {locations.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </Field>
          <OperationFields {...state} />
          <ManifestFields {...state} />
          <RunFields {...state} />
          <div class="form-buttons">
            <button type="submit" class="button button-primary">
              {isSending ? 'Checking …' : 'Check the job'}
            </button>
          </div>
        </fieldset>
      </form>
      {failure && <FailureNotice failure={failure} />}
      {messages.map((message) => (
        <Notice key={message} kind="error" isAlert>
          {message}
        </Notice>
      ))}
      {checked && (
        <CheckedJob {...checked} isCreated={isCreated} onCreated={() => setCreated(true)} onAgain={startAgain} />
      )}
    </Page>
  );
}
