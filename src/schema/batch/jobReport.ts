// The completion report of a Batch job.
import { checkInput } from '../../aws/checkInput.ts';
import { jobReport } from '../../aws/s3control/structures/jobReport.ts';
import { fromRecord, type StructureRecord } from '../../aws/structure.ts';
import { inputTypeOf, objectTypeOf } from '../kit/structureTypes.ts';

export const JobReport = objectTypeOf(jobReport);
export const JobReportInput = inputTypeOf(jobReport);

/** The member of CreateJob; without an input, there is no report. */
export function toReport(input: StructureRecord | null | undefined) {
  if (!input) return { Enabled: false };
  const path = ['input', 'report'];
  checkInput(jobReport, input, path);
  return fromRecord(jobReport, { ...input, enabled: true }, path);
}
