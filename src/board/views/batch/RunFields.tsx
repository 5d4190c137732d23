// How the job runs, and where its report goes.
import { Field, Select } from '../../components/Field.tsx';
import type { FormState } from './useJobForm.ts';

const scopes = [
  { value: 'FAILED_TASKS_ONLY', label: 'Failed tasks' },
  { value: 'ALL_TASKS', label: 'All tasks' },
] as const;

export const RunFields = ({ form, set, text }: FormState) => (
  <>
    <fieldset class="fields">
      <legend>Completion report</legend>
      <Field label="Bucket of the report" hint="Empty: no report. Then no failed task can be diagnosed or retried.">
        <input {...text('reportBucket')} />
      </Field>
      <Field label="Prefix of the report">
        <input disabled={form.reportBucket === ''} {...text('reportPrefix')} />
      </Field>
      <Select
        label="The report lists"
        value={form.reportScope}
        options={scopes}
        onSelect={(reportScope) => reportScope && set({ reportScope })}
      />
    </fieldset>
    <fieldset class="fields">
      <legend>Job</legend>
      <Field label="ARN of the role" hint="S3 assumes it to run the job.">
        <input required placeholder="arn:aws:iam::111122223333:role/batch" {...text('role')} />
      </Field>
      <Field label="Priority" hint="S3 runs jobs with a higher number first.">
        <input type="number" required min={0} max={2147483647} {...text('priority')} />
      </Field>
      <Field label="Description">
        <input maxLength={256} {...text('description')} />
      </Field>
      <label class="choice">
        <input
          type="checkbox"
          checked={form.isConfirmationRequired}
          onChange={({ currentTarget }) => set({ isConfirmationRequired: currentTarget.checked })}
        />
        <span>The job waits for a confirmation before it runs</span>
      </label>
    </fieldset>
  </>
);
