// One job: its state, what it is, what has happened to it, why it failed and what to do, its result, and what can be done to it.

import { useState } from 'preact/hooks';
import { AwsCalls } from '../../components/AwsCalls.tsx';
import { type Fact, Facts } from '../../components/Facts.tsx';
import { FailedFields } from '../../components/FailedFields.tsx';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Progress } from '../../components/Progress.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { countOf, formatBytes, formatDuration, formatNumber, wordsOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { JobState } from '../jobs/JobState.tsx';
import { subjectOf, titleOf } from '../jobs/jobColumns.tsx';
import { vaultNameOf } from '../jobs/jobFilter.ts';
import type { ViewProps } from '../view.ts';
import { BatchActions } from './BatchActions.tsx';
import { Diagnoses } from './Diagnoses.tsx';
import { Download } from './Download.tsx';
import { FailedTasks } from './FailedTasks.tsx';
import { type BatchFacts, type JobFacts, jobPage, jobUpdates } from './jobPageOperations.ts';
import { ProgressChart, type ProgressPoint } from './ProgressChart.tsx';
import { Restores } from './Restores.tsx';
import { Timeline } from './Timeline.tsx';
import { useJob } from './useJob.ts';

export function JobView({ path: [id = ''] }: ViewProps) {
  const { job, isGone, isLoading, failure, aws, errors, refetch } = useJob(id);
  const [done, setDone] = useState<string | null>(null);
  if (!job) {
    return (
      <Page title="Job">
        {isLoading && <p class="hint">Reading the job …</p>}
        {failure && <FailureNotice failure={failure} onRetry={refetch} />}
        {!isLoading && !failure && (
          <p>
            The job does not exist: AWS has forgotten it, or you may not read it.{' '}
            <a href={addressOf([])}>Show all jobs</a>
          </p>
        )}
      </Page>
    );
  }
  const batch = job.__typename === 'BatchJob' ? job : null;
  const output = 'output' in job ? job.output : null;
  const diagnoses = job.diagnoses ?? [];
  const variables = { id };
  return (
    <Page
      title={titleOf(job)}
      actions={
        <>
          {batch && !isGone && <BatchActions job={batch} onDone={setDone} />}
          <ShowGraphql
            operations={[
              { label: 'This page', operation: jobPage, variables },
              { label: 'Follow the job', operation: jobUpdates, variables },
            ]}
          />
        </>
      }
    >
      <p class="job-head">
        <JobState {...job} />{' '}
        <span class="hint">
          <ForeignText text={subjectOf(job)} />
        </span>
      </p>
      {done && (
        <Notice kind="success" isAlert>
          {done}
        </Notice>
      )}
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      {isGone && (
        <Notice kind="warning" isAlert>
          The job cannot be followed any more, or AWS has forgotten it. This is its last known state.
        </Notice>
      )}
      <FailedFields errors={errors} />
      {output && <Download output={output} />}
      {diagnoses.length > 0 && (
        <Panel title="Why, and what to do">
          <Diagnoses diagnoses={diagnoses} />
        </Panel>
      )}
      <div class="columns">
        <Panel title="Facts">
          <Facts facts={[...factsOf(job), ...(batch ? batchFacts(batch) : [])]} />
        </Panel>
        <Panel title="Timeline">
          <Timeline job={job} />
        </Panel>
      </div>
      {batch && (
        <Panel title="Progress">
          <TaskProgress job={batch} />
        </Panel>
      )}
      {batch?.phase === 'DONE' && (batch.progressSummary?.numberOfTasksFailed ?? 0) > 0 && <FailedTasks job={batch} />}
      {batch?.operationName === 'S3_INITIATE_RESTORE_OBJECT' && <Restores id={batch.id} />}
      <AwsCalls aws={aws} />
    </Page>
  );
}

function TaskProgress({ job }: { job: BatchFacts }) {
  const { progressSummary: summary } = job;
  const points = job.history.flatMap(({ at, progressSummary }): ProgressPoint[] =>
    progressSummary?.fractionDone == null ? [] : [{ at, fraction: progressSummary.fractionDone }],
  );
  return (
    <>
      <Progress label="Tasks of the job" fraction={summary?.fractionDone ?? null} />
      {summary && (
        <p>
          {countOf(summary.totalNumberOfTasks, 'task')}: {formatNumber(summary.numberOfTasksSucceeded)} succeeded,{' '}
          <span class={summary.numberOfTasksFailed > 0 ? 'failed' : ''}>
            {formatNumber(summary.numberOfTasksFailed)} failed
          </span>
          {summary.elapsedTimeInActiveSeconds !== null &&
            `, active for ${formatDuration(summary.elapsedTimeInActiveSeconds)}`}
        </p>
      )}
      <ProgressChart points={points} />
    </>
  );
}

function factsOf(job: JobFacts): Fact[] {
  const vault = vaultNameOf(job);
  const range = job.__typename === 'ArchiveRetrievalJob' ? job.retrievalByteRange : null;
  return [
    ['Description', job.jobDescription],
    ['Account', job.accountId],
    ['Region', job.region],
    ['Vault', vault],
    [
      'Archive',
      job.__typename === 'ArchiveRetrievalJob' && job.archiveId !== null ? (
        <code>
          <ForeignText text={job.archiveId} />
        </code>
      ) : null,
    ],
    [
      'Size',
      job.__typename === 'ArchiveRetrievalJob' && job.archiveSizeInBytes !== null
        ? formatBytes(job.archiveSizeInBytes)
        : null,
    ],
    ['Byte range', range && `${formatNumber(range.start)} to ${formatNumber(range.end)}`],
    ['Tier', job.__typename === 'ArchiveRetrievalJob' && job.tier ? wordsOf(job.tier) : null],
    ['Message of AWS', 'statusMessage' in job ? job.statusMessage : null],
    [
      'SNS topic',
      'snsTopic' in job && job.snsTopic ? (
        <code>
          <ForeignText text={job.snsTopic} />
        </code>
      ) : null,
    ],
    [
      'Job ID',
      <code key="id">
        <ForeignText text={job.jobId} />
      </code>,
    ],
  ];
}

function batchFacts(job: BatchFacts): Fact[] {
  return [
    ['Status', wordsOf(job.status)],
    ['Reason', job.statusUpdateReason],
    ['Priority', formatNumber(job.priority)],
    [
      'Role',
      job.roleArn && (
        <code>
          <ForeignText text={job.roleArn} />
        </code>
      ),
    ],
    [
      'Report',
      job.report?.enabled && job.report.bucket ? (
        <code>
          <ForeignText text={`${job.report.bucket}/${job.report.prefix ?? ''}`} />
        </code>
      ) : null,
    ],
    [
      'Failure',
      job.failureReasons && job.failureReasons.length > 0
        ? job.failureReasons
            .map(({ failureCode, failureReason }) => `${failureCode ?? ''} ${failureReason ?? ''}`)
            .join('; ')
        : null,
    ],
  ];
}
