// Which objects the job works on.
import { Field, Select } from '../../components/Field.tsx';
import type { FormState } from './useJobForm.ts';

const sources = [
  { value: 'MANIFEST', label: 'A manifest in S3' },
  { value: 'KEYS', label: 'A list of keys' },
  { value: 'GENERATED', label: 'A bucket that S3 lists' },
] as const;

const formats = [
  { value: 'KEYS', label: 'CSV: bucket, key' },
  { value: 'VERSIONS', label: 'CSV: bucket, key, version' },
  { value: 'INVENTORY', label: 'manifest.json of S3 Inventory' },
] as const;

const classes = [
  { value: 'ANY', label: 'Any' },
  { value: 'STANDARD', label: 'Standard' },
  { value: 'STANDARD_IA', label: 'Standard-IA' },
  { value: 'INTELLIGENT_TIERING', label: 'Intelligent-Tiering' },
  { value: 'GLACIER', label: 'Glacier Flexible Retrieval' },
  { value: 'DEEP_ARCHIVE', label: 'Glacier Deep Archive' },
] as const;

export const ManifestFields = ({ form, set, text }: FormState) => (
  <fieldset class="fields">
    <legend>Objects</legend>
    <Select label="From" value={form.source} options={sources} onSelect={(source) => source && set({ source })} />
    {form.source === 'MANIFEST' && (
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
    )}
    {form.source === 'KEYS' && (
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
    {form.source === 'GENERATED' && (
      <>
        <Field label="Bucket to list" hint="S3 lists its objects when the job begins.">
          <input required {...text('listedBucket')} />
        </Field>
        <Field label="Prefix of the keys" hint="Empty: all objects of the bucket.">
          <input {...text('listedPrefix')} />
        </Field>
        <Select
          label="Storage class of the objects"
          value={form.listedClass}
          options={classes}
          onSelect={(listedClass) => listedClass && set({ listedClass })}
        />
        <Field label="Created before" hint="The beginning of the day in UTC. Empty: objects of any age.">
          <input type="date" {...text('listedBefore')} />
        </Field>
      </>
    )}
  </fieldset>
);
