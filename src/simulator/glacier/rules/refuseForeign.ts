// Refuses job parameters that belong to another type of job.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../../http/errors.ts';

export function refuseForeign(parameters: JobParameters, foreign: readonly (keyof JobParameters)[]): void {
  for (const name of foreign) {
    if (parameters[name] !== undefined)
      throw invalidParameter(`${name} must not be set for a job of type ${parameters.Type}`);
  }
}
