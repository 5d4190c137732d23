// The objects of a new Batch job, from what is entered in the form. Pure.
import type { JobInput } from './batchOperations.ts';
import type { JobForm } from './jobForm.ts';
import { arnOf, linesOf, textOrNull, timeOrNull } from './jobTexts.ts';

type ManifestSpec = Extract<JobInput['manifest'], { manifest: unknown }>['manifest']['spec'];
type Generator = Extract<JobInput['manifest'], { manifestGenerator: unknown }>['manifestGenerator'];

export function manifestOf(form: JobForm): JobInput['manifest'] {
  if (form.source === 'KEYS') {
    return {
      keys: {
        bucket: arnOf(form, form.objectsBucket),
        objects: linesOf(form.keys).map((key) => ({ key })),
        manifest: { bucket: arnOf(form, form.writeBucket), prefix: textOrNull(form.writePrefix) },
      },
    };
  }
  if (form.source === 'GENERATED') return { manifestGenerator: generatorOf(form) };
  return {
    manifest: {
      location: { objectArn: `${arnOf(form, form.manifestBucket)}/${form.manifestKey}` },
      spec: specOf(form),
    },
  };
}

/** S3 keeps the manifest for the job alone. Replication takes the objects that the rules of the bucket replicate. */
function generatorOf(form: JobForm): Generator {
  const { listedBucket, listedPrefix, listedClass, listedBefore, operation } = form;
  return {
    sourceBucket: arnOf(form, listedBucket),
    enableManifestOutput: false,
    filter: {
      keyNameConstraint: listedPrefix === '' ? null : { matchAnyPrefix: [listedPrefix] },
      matchAnyStorageClass: listedClass === 'ANY' ? null : [listedClass],
      createdBefore: timeOrNull(listedBefore),
      eligibleForReplication: operation === 'REPLICATE' ? true : null,
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
