// The form for a new Batch job: what is entered, and the input and the price request that follow from it. Pure.
import type { JobInput, RestoreVariables } from './batchOperations.ts';

type ManifestSpec = Extract<JobInput['manifest'], { manifest: unknown }>['manifest']['spec'];

/** Texts as they are entered. */
export interface JobForm {
  /** "111122223333/us-east-1"; empty before the choice. */
  location: string;
  operation: 'RESTORE' | 'COPY' | 'TAG';
  tier: 'BULK' | 'STANDARD';
  /** Empty for objects of Intelligent-Tiering. */
  days: string;
  /** Of the objects, for the price alone. */
  storageClass: 'GLACIER' | 'DEEP_ARCHIVE';
  /** Of all objects together, for the price alone; empty if nobody knows. */
  gibibytes: string;
  targetBucket: string;
  targetPrefix: string;
  /** "key=value" in each line. */
  tags: string;
  source: 'MANIFEST' | 'KEYS';
  manifestFormat: 'KEYS' | 'VERSIONS' | 'INVENTORY';
  manifestBucket: string;
  manifestKey: string;
  objectsBucket: string;
  /** A key in each line. */
  keys: string;
  /** Where the gateway writes the manifest of a list of keys. */
  writeBucket: string;
  writePrefix: string;
  /** Empty for no report. */
  reportBucket: string;
  reportPrefix: string;
  reportScope: 'ALL_TASKS' | 'FAILED_TASKS_ONLY';
  role: string;
  priority: string;
  description: string;
  isConfirmationRequired: boolean;
}

export const emptyForm: JobForm = {
  location: '',
  operation: 'RESTORE',
  tier: 'STANDARD',
  days: '7',
  storageClass: 'GLACIER',
  gibibytes: '',
  targetBucket: '',
  targetPrefix: '',
  tags: '',
  source: 'MANIFEST',
  manifestFormat: 'KEYS',
  manifestBucket: '',
  manifestKey: '',
  objectsBucket: '',
  keys: '',
  writeBucket: '',
  writePrefix: '',
  reportBucket: '',
  reportPrefix: '',
  reportScope: 'FAILED_TASKS_ONLY',
  role: '',
  priority: '10',
  description: '',
  isConfirmationRequired: true,
};

export function inputOf(form: JobForm, idempotencyKey: string): JobInput {
  const [accountId = '', region = ''] = form.location.split('/');
  return {
    location: form.location === '' ? null : { accountId, region },
    operation: operationOf(form),
    manifest: manifestOf(form),
    report:
      form.reportBucket === ''
        ? null
        : {
            bucket: arnOf(form, form.reportBucket),
            prefix: textOrNull(form.reportPrefix),
            reportScope: form.reportScope,
          },
    roleArn: form.role.trim(),
    priority: Number(form.priority),
    description: textOrNull(form.description),
    confirmationRequired: form.isConfirmationRequired,
    idempotencyKey,
  };
}

/** Null if there is no price for the operation, or too little is known. */
export function restoreOf(form: JobForm, objectCount: number | null): RestoreVariables | null {
  if (form.operation !== 'RESTORE' || form.gibibytes === '' || !objectCount) return null;
  const { storageClass, tier } = form;
  const [, region = null] = form.location.split('/');
  return { objectCount, sizeInBytes: Math.round(Number(form.gibibytes) * 1024 ** 3), storageClass, tier, region };
}

function operationOf(form: JobForm): JobInput['operation'] {
  const { operation, days, tier, targetBucket, targetPrefix, tags } = form;
  if (operation === 'RESTORE') {
    return {
      s3InitiateRestoreObject: { glacierJobTier: tier, expirationInDays: days === '' ? null : Number(days) },
    };
  }
  if (operation === 'TAG') return { s3PutObjectTagging: { tagSet: linesOf(tags).map(tagOf) } };
  return {
    s3PutObjectCopy: { targetResource: arnOf(form, targetBucket), targetKeyPrefix: textOrNull(targetPrefix) },
  };
}

function manifestOf(form: JobForm): JobInput['manifest'] {
  if (form.source === 'KEYS') {
    return {
      keys: {
        bucket: arnOf(form, form.objectsBucket),
        objects: linesOf(form.keys).map((key) => ({ key })),
        manifest: { bucket: arnOf(form, form.writeBucket), prefix: textOrNull(form.writePrefix) },
      },
    };
  }
  return {
    manifest: {
      location: { objectArn: `${arnOf(form, form.manifestBucket)}/${form.manifestKey}` },
      spec: specOf(form),
    },
  };
}

function specOf({ manifestFormat }: JobForm): ManifestSpec {
  if (manifestFormat === 'INVENTORY') return { format: 'S3_INVENTORY_REPORT_CSV_20161130' };
  return {
    format: 'S3_BATCH_OPERATIONS_CSV_20180820',
    fields: manifestFormat === 'KEYS' ? ['BUCKET', 'KEY'] : ['BUCKET', 'KEY', 'VERSION_ID'],
  };
}

/** Buckets are in the partition of the role: aws, aws-cn, aws-us-gov and others. */
function arnOf({ role }: JobForm, bucket: string): string {
  const [, partition = 'aws'] = /^arn:([\w-]+):/.exec(role.trim()) ?? [];
  return `arn:${partition}:s3:::${bucket.trim()}`;
}

/** White space is part of a key. */
const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== '');

function tagOf(line: string): { key: string; value: string } {
  const [key = '', value = ''] = line.split(/=(.*)/s);
  return { key, value };
}

const textOrNull = (text: string): string | null => (text === '' ? null : text);
