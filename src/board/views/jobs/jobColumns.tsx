// The columns of the list of jobs.
import { ForeignText } from '../../components/ForeignText.tsx';
import type { Column } from '../../components/Grid.tsx';
import { Progress } from '../../components/Progress.tsx';
import { Time } from '../../components/Time.tsx';
import { countOf, formatBytes, formatNumber, wordsOf } from '../../core/format.ts';
import { shortText, visibleText } from '../../core/visibleText.ts';
import { addressOf } from '../../router/route.ts';
import { JobState } from './JobState.tsx';
import { isExpiring, vaultNameOf } from './jobFilter.ts';
import type { JobRow } from './jobOperations.ts';

export const jobAddress = ({ id }: Pick<JobRow, 'id'>): string => addressOf(['job', id]);

/** What kind of work it is, on what. */
export function subjectOf(job: JobRow): string {
  if (job.__typename === 'BatchJob') return `Batch · ${wordsOf(job.operationName)}`;
  const vault = vaultNameOf(job);
  return vault === null ? wordsOf(job.kind) : `${wordsOf(job.kind)} · ${vault}`;
}

export const titleOf = (job: JobRow): string => job.jobDescription || subjectOf(job);

const Title = ({ job }: { job: JobRow }) => (
  <>
    {/* Rows are reached by the arrow keys: a list of 10,000 links would be a trap for Tab. */}
    <a class="job-title" href={jobAddress(job)} tabIndex={-1} title={visibleText(titleOf(job))}>
      <ForeignText text={titleOf(job)} />
    </a>
    <span class="job-subject">
      <ForeignText text={job.jobDescription ? subjectOf(job) : job.jobId} />
      {job.__typename === 'ArchiveRetrievalJob' && job.archiveSizeInBytes !== null
        ? ` · ${formatBytes(job.archiveSizeInBytes)}`
        : ''}
    </span>
  </>
);

const JobProgress = ({ job }: { job: JobRow }) => {
  if (job.__typename !== 'BatchJob' || !job.progressSummary) return null;
  const { fractionDone, numberOfTasksFailed, totalNumberOfTasks } = job.progressSummary;
  return (
    <>
      <Progress label={`Tasks of ${shortText(titleOf(job))}`} fraction={fractionDone} />
      <span class="job-tasks">
        {numberOfTasksFailed === 0 && totalNumberOfTasks > 0 && countOf(totalNumberOfTasks, 'task')}
        {numberOfTasksFailed > 0 && (
          <strong class="failed">
            {formatNumber(numberOfTasksFailed)} of {formatNumber(totalNumberOfTasks)} failed
          </strong>
        )}
      </span>
    </>
  );
};

const End = ({ job }: { job: JobRow }) => {
  if (job.completionDate !== null) return <Time date={job.completionDate} prefix="Ended" />;
  if (job.expectedCompletion) return <Time date={job.expectedCompletion.latest} prefix="Expected by" />;
  return <span class="hint">Unknown</span>;
};

const Result = ({ job }: { job: JobRow }) =>
  job.outputGuaranteedUntil === null ? null : (
    <span class={isExpiring(job) ? 'expiring' : undefined}>
      <Time date={job.outputGuaranteedUntil} prefix={isExpiring(job) ? 'Expires' : 'Kept until'} />
    </span>
  );

/** `nameOf`: the account by its name, if it has one. */
export const jobColumns = (nameOf: (accountId: string) => string): readonly Column<JobRow>[] => [
  { name: 'state', heading: 'State', cell: (job) => <JobState {...job} /> },
  { name: 'job', heading: 'Job', cell: (job) => <Title job={job} /> },
  {
    name: 'location',
    heading: 'Location',
    cell: ({ accountId, region }) => (
      <>
        <span>
          <ForeignText text={nameOf(accountId)} />
        </span>{' '}
        <span class="hint">{region}</span>
      </>
    ),
  },
  { name: 'progress', heading: 'Progress', cell: (job) => <JobProgress job={job} /> },
  { name: 'created', heading: 'Created', cell: ({ creationDate }) => <Time date={creationDate} /> },
  { name: 'end', heading: 'End', cell: (job) => <End job={job} /> },
  { name: 'result', heading: 'Result', cell: (job) => <Result job={job} /> },
];
