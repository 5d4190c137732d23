// The completion report of a Batch job.
import type { ObjectRef } from '@pothos/core';
import { checkInput } from '../../aws/checkInput.ts';
import { jobReport } from '../../aws/s3control/structures/jobReport.ts';
import { fromRecord, type StructureRecord } from '../../aws/structure.ts';
import type { JobOfReport } from '../../reports/reportState.ts';
import type { builder } from '../kit/builder.ts';
import { inputTypeOf, objectTypeOf } from '../kit/structureTypes.ts';

/** The settings, with the job that they belong to. */
export type JobReportRecord = StructureRecord & JobOfReport;

/** completionReport.ts adds the fields that read the report, and need its job. */
export const JobReport = objectTypeOf(jobReport) as unknown as ObjectRef<
  typeof builder.$inferSchemaTypes,
  JobReportRecord
>;
export const JobReportInput = inputTypeOf(jobReport);

/** The member of CreateJob; without an input, there is no report. */
export function toReport(input: StructureRecord | null | undefined) {
  if (!input) return { Enabled: false };
  const path = ['input', 'report'];
  checkInput(jobReport, input, path);
  return fromRecord(jobReport, { ...input, enabled: true }, path);
}
