// The input of a new Batch job and the price request that follow from the form. Pure.
import type { JobInput, RestoreVariables } from './batchOperations.ts';
import type { JobForm } from './jobForm.ts';
import { manifestOf } from './jobManifest.ts';
import { operationOf } from './jobOperation.ts';
import { arnOf, textOrNull } from './jobTexts.ts';

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
