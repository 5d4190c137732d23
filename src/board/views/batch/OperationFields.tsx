// What the job does with each object.
import { Field, Select } from '../../components/Field.tsx';
import type { FormState } from './useJobForm.ts';

const operations = [
  { value: 'RESTORE', label: 'Restore from an archive class' },
  { value: 'COPY', label: 'Copy to a bucket' },
  { value: 'TAG', label: 'Replace the tags' },
] as const;

const tiers = [
  { value: 'STANDARD', label: 'Standard: 3 to 12 hours' },
  { value: 'BULK', label: 'Bulk: 5 to 48 hours, lowest price' },
] as const;

const storageClasses = [
  { value: 'GLACIER', label: 'Glacier Flexible Retrieval' },
  { value: 'DEEP_ARCHIVE', label: 'Glacier Deep Archive' },
] as const;

export const OperationFields = ({ form, set, text }: FormState) => (
  <fieldset class="fields">
    <legend>Operation</legend>
    <Select
      label="On each object"
      value={form.operation}
      options={operations}
      onSelect={(operation) => operation && set({ operation })}
    />
    {form.operation === 'RESTORE' && (
      <>
        <Select label="Tier" value={form.tier} options={tiers} onSelect={(tier) => tier && set({ tier })} />
        <Field label="Days" hint="How long the copies stay. Empty for Intelligent-Tiering.">
          <input type="number" min={1} max={2147483647} {...text('days')} />
        </Field>
        <Select
          label="Storage class, for the price"
          value={form.storageClass}
          options={storageClasses}
          onSelect={(storageClass) => storageClass && set({ storageClass })}
        />
        <Field label="Total size in GiB, for the price" hint="Of all objects together. Empty: no price is shown.">
          <input type="number" min={0} max={8000000} step="any" {...text('gibibytes')} />
        </Field>
      </>
    )}
    {form.operation === 'COPY' && (
      <>
        <Field label="Target bucket">
          <input required {...text('targetBucket')} />
        </Field>
        <Field label="Prefix of the copies" hint="Empty: the keys stay the same.">
          <input {...text('targetPrefix')} />
        </Field>
      </>
    )}
    {form.operation === 'TAG' && (
      <Field label="New tags" hint="One key=value a line. They replace all tags of each object; none removes them.">
        <textarea rows={4} {...text('tags')} />
      </Field>
    )}
  </fieldset>
);
