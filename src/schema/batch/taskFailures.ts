// How often which failure is in a completion report.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { FailureSummary } from '../../reports/readFailures.ts';
import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { checkFirst, maxFirst } from '../kit/readConnection.ts';
import { skippedRecords } from '../kit/skippedRecords.ts';
import { CompletionReport, readersOfContents } from './completionReport.ts';
import { TaskFailureGroup } from './taskFailureGroup.ts';

/** Reports have few kinds of failures. */
const defaultGroups = 20;

interface FirstGroups extends FailureSummary {
  first: number;
  job: BatchJobRecord;
}

const TaskFailureSummary = builder.objectRef<FirstGroups>('TaskFailureSummary').implement({
  description: 'How often which failure is in a completion report.',
  fields: (t) => ({
    groups: t.field({
      type: [TaskFailureGroup],
      description: 'The failures by error code and HTTP status, the most frequent ones first.',
      resolve: ({ groups, first, job }) => groups.slice(0, first).map((group) => ({ ...group, job })),
    }),
    numberOfGroups: t.int({
      description: 'The number of groups that were found, also beyond the argument `first`.',
      resolve: ({ groups }) => groups.length,
    }),
    tasksRead: t.expose('tasksRead', {
      type: 'SafeInt',
      description: 'The number of tasks that were read, in the files of tasks that did not succeed.',
    }),
    isComplete: t.exposeBoolean('isComplete', {
      description:
        'Whether all failures of the report are counted. False if it has more bytes than one request reads (REPORT_SCAN_BYTES), or more than 1000 groups.',
    }),
    skippedRecords: t.field(
      skippedRecords<FirstGroups>(
        'The rows that could not be read, and are therefore not counted.',
        ({ skipped }) => skipped,
      ),
    ),
  }),
});

builder.objectField(CompletionReport, 'failures', (t) =>
  t.field({
    type: TaskFailureSummary,
    nullable: true,
    description:
      'How often which failure is in the report. Reads the files of tasks that did not succeed: one GetObject call for each 8 MiB. A request reads at most REPORT_SCAN_BYTES, by default 32 MiB, which have about 250,000 failures. Null if the policy does not let the caller read the bucket of a file.',
    ...readersOfContents,
    args: {
      first: t.arg.int({
        defaultValue: defaultGroups,
        description: `The maximum number of groups, 0 to ${maxFirst}. 0 returns the other fields.`,
      }),
    },
    ...costs({ calls: 1, nodes: ({ first }: { first?: number | null }) => checkFirst(first), service: 's3' }),
    resolve: async ({ report: { job }, manifest }, { first }, ctx) => {
      const wanted = checkFirst(first);
      const summary = await ctx.reports.failures({ job, manifest });
      return summary && { ...summary, first: wanted, job };
    },
  }),
);
