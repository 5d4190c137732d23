// The request of a job that repeats another one, without its manifest.
import type { CreateJobRequest } from '@aws-sdk/client-s3-control';
import type { BatchJobDetails } from '../../aws/s3control/batchJob.ts';
import { jobReport } from '../../aws/s3control/structures/jobReport.ts';
import { fromOperation } from '../../aws/s3control/structures/operation.ts';
import { fieldNameOf, fromRecord, type StructureRecord } from '../../aws/structure.ts';
import type { Context } from '../../context.ts';
import { rejectInput } from '../../core/errors.ts';
import { checkArns } from '../kit/checkArns.ts';
import { inputPath } from './batchJobInput.ts';

type Repeated = Pick<CreateJobRequest, 'Operation' | 'Report'>;

const path = inputPath('job');

/** The operation and the report of a job, as for a new one: what the caller may not name there is refused here too. */
export function repeatedParameters({ backend }: Context, details: BatchJobDetails): Repeated {
  const { operation: described, report } = details;
  const { operationName, awsName, definition, ...parameters } = described;
  if (operationName === 'OTHER' || definition) return unknown(`the operation ${awsName}`);
  const operation: StructureRecord = { [fieldNameOf(awsName)]: parameters };
  checkArns({ operation, report }, backend, details, path);
  try {
    return {
      Operation: fromOperation(operation, path),
      Report: report ? fromRecord(jobReport, report, path) : { Enabled: false },
    };
  } catch (error) {
    // A value of an enum that has no name here.
    if (error instanceof TypeError) return unknown(`a setting of the operation ${awsName}`);
    throw error;
  }
}

const unknown = (what: string): never =>
  rejectInput(path, `this version of the gateway does not know ${what}. Create the job at AWS.`);
