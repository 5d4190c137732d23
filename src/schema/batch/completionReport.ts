// The completion report that S3 has written for a Batch job: whether it is there, and its files.
import type { Context } from '../../context.ts';
import { maxReportFiles, type ReportFile, type ReportManifest } from '../../reports/reportManifest.ts';
import type { ReportState } from '../../reports/reportState.ts';
import type { TaskStatus } from '../../reports/reportTask.ts';
import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { mayRead } from '../kit/rules.ts';
import { JobReport, type JobReportRecord } from './jobReport.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html';

export const CompletionReportStatus = builder.enumType('CompletionReportStatus', {
  description: `Whether S3 has written the completion report of a job. ${guide}`,
  values: {
    WRITTEN: { description: 'S3 has written the report: `contents` has it.' },
    PENDING: { description: 'Not written yet: the job runs, or ended less than an hour ago.' },
    NEVER_WRITTEN: {
      description:
        'There is none: the job was created without a report, no task ran, or none failed and the report lists only failed tasks.',
    },
    WRITE_FAILED: {
      description:
        'S3 could not write the report into its bucket. The tasks did run. `diagnoses` of the job has the remedy.',
    },
    MISSING: {
      description:
        'The job ended more than an hour ago, and its report does not exist. The report or its bucket was probably deleted.',
    },
  } satisfies Record<ReportState, { description: string }>,
});

export const BatchTaskStatus = builder.enumType('BatchTaskStatus', {
  description: `The result of a task of a Batch job, as the completion report has it. ${guide}`,
  values: {
    FAILED: { description: 'The task failed.' },
    SUCCEEDED: { description: 'The task succeeded.' },
    OTHER: { description: 'A word that this version of the gateway does not know.' },
  } satisfies Record<TaskStatus, { description: string }>,
});

/** For arguments. */
export const BatchTaskStatusInput = builder.enumType('BatchTaskStatusInput', {
  description: 'The result of a task of a Batch job.',
  values: {
    FAILED: { description: 'The task failed.' },
    SUCCEEDED: { description: 'The task succeeded.' },
  } satisfies Partial<Record<TaskStatus, { description: string }>>,
});

/** For a field of a report: requires read access to the location of its job. The policy of its bucket is checked when it is read. */
const readersOfReport = {
  authScopes: ({ job }: JobReportRecord, _: unknown, ctx: Context): boolean => mayRead(ctx, job),
};

interface FileOfReport extends ReportFile {
  report: JobReportRecord;
}

const CompletionReportFile = builder.objectRef<FileOfReport>('CompletionReportFile').implement({
  description: `A CSV file of a completion report. S3 writes one for each status of tasks. ${guide}`,
  fields: (t) => ({
    bucket: t.exposeString('bucket', { description: 'The name of its bucket.' }),
    key: t.exposeString('key', { description: 'Its object key.' }),
    taskStatus: t.expose('taskStatus', {
      type: BatchTaskStatus,
      description: 'The status of all tasks in the file.',
    }),
    md5Checksum: t.exposeString('md5Checksum', {
      nullable: true,
      description: 'The MD5 of the file in hexadecimal digits; null if S3 does not report it.',
    }),
    sizeInBytes: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'The size of the file in bytes; null if S3 does not report it, or the policy does not let the caller read its bucket. Costs one HeadObject call.',
      authScopes: ({ report: { job } }, _, ctx) => mayRead(ctx, job),
      ...costs({ calls: 1, service: 's3' }),
      resolve: (file, _, ctx) => ctx.reports.size(file.report.job, file),
    }),
  }),
});

/** A report that S3 has written. */
export interface ContentsRecord {
  report: JobReportRecord;
  manifest: ReportManifest;
}

/** The same for a field of its contents. */
export const readersOfContents = {
  authScopes: ({ report: { job } }: ContentsRecord, _: unknown, ctx: Context): boolean => mayRead(ctx, job),
};

export const CompletionReport = builder.objectRef<ContentsRecord>('CompletionReport').implement({
  description: `The completion report that S3 has written for a Batch job. It never changes. ${guide}`,
  fields: (t) => ({
    createdAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time when S3 wrote the report; null if the report does not contain it.',
      resolve: ({ manifest }) => manifest.createdAt,
    }),
    files: t.field({
      type: [CompletionReportFile],
      description: `The files of the report: those of failed tasks first. At most ${maxReportFiles}; S3 writes one for each status.`,
      // S3's reports have files of failed and of succeeded tasks.
      ...costs({ times: () => 2 }),
      resolve: ({ report, manifest }) => manifest.files.map((file) => ({ ...file, report })),
    }),
  }),
});

builder.objectFields(JobReport, (t) => ({
  status: t.field({
    type: CompletionReportStatus,
    nullable: true,
    description:
      'Whether S3 has written the report; null if the policy does not let the caller read its bucket. If the job has run tasks and ended, it costs the GetObject call of `contents`.',
    ...readersOfReport,
    ...costs({ shares: 'ReportManifest' }),
    resolve: (report, _, ctx) => ctx.reports.state(report),
  }),
  contents: t.field({
    type: CompletionReport,
    nullable: true,
    description:
      'What S3 has written; null unless `status` is WRITTEN. An error with the code FORBIDDEN if AWS does not let the gateway read the bucket: the message names the missing IAM action. Costs one GetObject call, for manifest.json, which the gateway remembers.',
    ...readersOfReport,
    ...costs({ shares: 'ReportManifest' }),
    resolve: async (report, _, ctx) => {
      const manifest = await ctx.reports.manifest(report);
      return manifest && { report, manifest };
    },
  }),
}));
