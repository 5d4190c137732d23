// The completion report of a Batch job.
import { refuseForbidden } from '../../aws/s3control/structures/refuseForbidden.ts';
import { jobReport } from '../../aws/s3control/structures/report.ts';
import { fromRecord, type StructureRecord } from '../../aws/structure.ts';
import { inputTypeOf, objectTypeOf } from '../kit/structureTypes.ts';

export const JobReport = objectTypeOf(jobReport);
export const JobReportInput = inputTypeOf(jobReport);

/** The member of CreateJob. */
export function toReport(input: StructureRecord) {
  const report = fromRecord(jobReport, input, ['input', 'report']);
  refuseForbidden({ Report: report });
  return report;
}
