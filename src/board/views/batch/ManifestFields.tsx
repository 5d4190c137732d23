// Which objects the job works on.
import { Field, Select } from '../../components/Field.tsx';
import type { FormState } from './useJobForm.ts';

const sources = [
  { value: 'MANIFEST', label: 'A manifest in S3' },
  { value: 'KEYS', label: 'A list of keys' },
] as const;

const formats = [
  { value: 'KEYS', label: 'CSV: bucket, key' },
  { value: 'VERSIONS', label: 'CSV: bucket, key, version' },
  { value: 'INVENTORY', label: 'manifest.json of S3 Inventory' },
] as const;

export const ManifestFields = ({ form, set, text }: FormState) => (
  <fieldset class="fields">
    <legend>Objects</legend>
    <Select label="From" value={form.source} options={sources} onSelect={(source) => source && set({ source })} />
    {form.source === 'MANIFEST' ? (
      <>
        <Select
          label="Format"
          value={form.manifestFormat}
          options={formats}
          onSelect={(manifestFormat) => manifestFormat && set({ manifestFormat })}
        />
        <Field label="Bucket of the manifest">
          <input required {...text('manifestBucket')} />
        </Field>
        <Field label="Key of the manifest">
          <input required {...text('manifestKey')} />
        </Field>
      </>
    ) : (
      <>
        <Field label="Bucket of the objects">
          <input required {...text('objectsBucket')} />
        </Field>
        <Field label="Keys" hint="One a line, at most 10,000, as they are: not URL-encoded.">
          <textarea rows={6} required {...text('keys')} />
        </Field>
        <Field label="Bucket for the manifest" hint="The gateway writes the manifest when the job is created.">
          <input required {...text('writeBucket')} />
        </Field>
        <Field label="Prefix of the manifest">
          <input {...text('writePrefix')} />
        </Field>
      </>
    )}
  </fieldset>
);
