// What the job does with each object.
import { Field, Select } from '../../components/Field.tsx';
import type { FormState } from './useJobForm.ts';

const operations = [
  { value: 'RESTORE', label: 'Restore from an archive class' },
  { value: 'COPY', label: 'Copy to a bucket' },
  { value: 'TAG', label: 'Replace the tags' },
  { value: 'DELETE_TAGS', label: 'Delete the tags' },
  { value: 'ACL', label: 'Replace the access control list' },
  { value: 'LEGAL_HOLD', label: 'Put or lift a legal hold' },
  { value: 'RETENTION', label: 'Set or lift the retention' },
  { value: 'CHECKSUM', label: 'Compute a checksum' },
  { value: 'REPLICATE', label: 'Replicate by the rules of the bucket' },
  { value: 'LAMBDA', label: 'Invoke a Lambda function' },
] as const;

const tiers = [
  { value: 'STANDARD', label: 'Standard: 3 to 12 hours' },
  { value: 'BULK', label: 'Bulk: 5 to 48 hours, lowest price' },
] as const;

const storageClasses = [
  { value: 'GLACIER', label: 'Glacier Flexible Retrieval' },
  { value: 'DEEP_ARCHIVE', label: 'Glacier Deep Archive' },
] as const;

const acls = [
  { value: 'BUCKET_OWNER_FULL_CONTROL', label: 'Full control for the owner of the bucket' },
  { value: 'BUCKET_OWNER_READ', label: 'Read access for the owner of the bucket' },
  { value: 'PRIVATE', label: 'Private' },
  { value: 'AUTHENTICATED_READ', label: 'Read access for every AWS account' },
  { value: 'PUBLIC_READ', label: 'Read access for everybody' },
] as const;

const legalHolds = [
  { value: 'ON', label: 'Put the hold' },
  { value: 'OFF', label: 'Lift the hold' },
] as const;

const retentions = [
  { value: 'GOVERNANCE', label: 'Governance: privileged users can lift it' },
  { value: 'COMPLIANCE', label: 'Compliance: nobody can lift it' },
  { value: 'LIFT', label: 'Lift the retention' },
] as const;

const checksums = (['CRC64NVME', 'CRC32', 'CRC32C', 'SHA1', 'SHA256', 'MD5'] as const).map((value) => ({
  value,
  label: value,
}));

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
    {form.operation === 'ACL' && (
      <Select label="Access control list" value={form.acl} options={acls} onSelect={(acl) => acl && set({ acl })} />
    )}
    {form.operation === 'LEGAL_HOLD' && (
      <Select
        label="Legal hold"
        value={form.legalHold}
        options={legalHolds}
        onSelect={(legalHold) => legalHold && set({ legalHold })}
      />
    )}
    {form.operation === 'RETENTION' && (
      <>
        <Select
          label="Retention"
          value={form.retention}
          options={retentions}
          onSelect={(retention) => retention && set({ retention })}
        />
        {form.retention !== 'LIFT' && (
          <Field label="Retain until" hint="The beginning of the day in UTC.">
            <input type="date" required {...text('retainUntil')} />
          </Field>
        )}
      </>
    )}
    {form.operation === 'CHECKSUM' && (
      <Select
        label="Algorithm"
        value={form.checksum}
        options={checksums}
        onSelect={(checksum) => checksum && set({ checksum })}
      />
    )}
    {form.operation === 'LAMBDA' && (
      <Field label="ARN of the function" hint="AWS charges for each invocation, one for each object.">
        <input required placeholder="arn:aws:lambda:us-east-1:111122223333:function:name" {...text('functionArn')} />
      </Field>
    )}
  </fieldset>
);
