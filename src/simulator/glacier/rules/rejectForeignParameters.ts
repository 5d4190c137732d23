// Rejects job parameters that belong to another job type.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../../http/errors.ts';

export function rejectForeignParameters(parameters: JobParameters, foreign: readonly (keyof JobParameters)[]): void {
  for (const name of foreign) {
    if (parameters[name] !== undefined)
      throw invalidParameter(`${name} must not be set for a job of type ${parameters.Type}`);
  }
}
