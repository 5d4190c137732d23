// The results of the mutations that change a Batch job, alone or among many.
import { JobStatusError, NotFoundError } from '../../core/errors.ts';
import { builder } from '../kit/builder.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { batchJobPayload } from './batchJobPayload.ts';

/** `name` is that of the mutation, `description` that of its payload. */
function resultOf(name: string, description: string) {
  const payload = batchJobPayload(`${name}Payload`, description);
  const { types, union } = mutationErrors(`${name}Result`, [NotFoundError, JobStatusError]);
  return builder.errorUnion(union.name, {
    description: union.description,
    types: [...types, payload],
    resolveType: () => payload.name,
  });
}

export const ConfirmBatchJobResult = resultOf('ConfirmBatchJob', 'The job, which is confirmed and queued.');
export const CancelBatchJobResult = resultOf('CancelBatchJob', 'The job, which is cancelled or being cancelled.');
export const SetBatchJobPriorityResult = resultOf('SetBatchJobPriority', 'The job, which has the new priority.');
