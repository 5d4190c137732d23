// The input fields that all bulk mutations have, and how many jobs a call is about.
import type { builder } from '../kit/builder.ts';
import { checkWholeNumber } from '../kit/checks.ts';
import { admitted } from '../kit/cost.ts';
import { maxSelected } from '../kit/references.ts';

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

export interface BulkInput {
  jobs: { ids?: readonly string[] | null | undefined };
  limit?: number | null | undefined;
  dryRun?: boolean | null | undefined;
}

/** `verb` is what the mutation does with a job, `first` which jobs of a filter come first. */
export const bulkFields = (t: InputFields, verb: string, first: string) => ({
  limit: t.int({
    defaultValue: maxSelected,
    description: `The most jobs that the call ${verb}s, 1 to ${maxSelected}: ${first}. Jobs that you may not ${verb} do not count. Repeat the call for the rest.`,
  }),
  dryRun: t.boolean({
    defaultValue: false,
    description: `Whether to return the jobs and ${verb} none of them, for example to show them before a decision.`,
  }),
});

export const checkLimit = (limit: number | null | undefined): number =>
  checkWholeNumber(limit, { from: 1, to: maxSelected }, ['input', 'limit']) ?? maxSelected;

export function estimatedJobs({ jobs: { ids }, limit }: BulkInput): number {
  const most = Math.min(Math.max(limit ?? maxSelected, 0), maxSelected);
  return ids ? Math.min(admitted(ids, maxSelected), most) : most;
}
