// All jobs of both services in all locations, live, with counts that filter. The filter is in the address.

import { useMemo } from 'preact/hooks';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Grid } from '../../components/Grid.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { countOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { replaceParameters } from '../../router/useRoute.ts';
import type { ViewProps } from '../view.ts';
import { FailedSources } from './FailedSources.tsx';
import { JobFilters } from './JobFilters.tsx';
import { jobAddress, jobColumns } from './jobColumns.tsx';
import { countJobs } from './jobCounts.ts';
import { apiFilterOf, filterParameters, parseFilter, selectJobs } from './jobFilter.ts';
import { jobFeed } from './jobOperations.ts';
import { useJobs } from './useJobs.ts';
import { useLocations } from './useLocations.ts';

const heights = { wide: 48, narrow: 124 };

export function JobsView({ parameters }: ViewProps) {
  const { jobs, isComplete, isCurrent, observedAt, failedSources, failure } = useJobs();
  const { options, nameOf } = useLocations();
  const filter = useMemo(() => parseFilter(parameters), [parameters]);
  const counts = useMemo(() => countJobs(jobs.values(), filter), [jobs, filter]);
  const rows = useMemo(() => selectJobs(jobs.values(), filter), [jobs, filter]);
  const columns = useMemo(() => jobColumns(nameOf), [nameOf]);
  const variables = { filter: apiFilterOf(filter, observedAt) };
  return (
    <Page
      title="Jobs"
      actions={
        <>
          {options.some(({ canStart }) => canStart) && (
            <a class="quiet-link" href={addressOf(['batch'])}>
              Create a Batch job
            </a>
          )}
          {options.some(({ canStart, canManage }) => canStart || canManage) && (
            <a class="quiet-link" href={addressOf(['bulk'], filterParameters(filter))}>
              Change all that match
            </a>
          )}
          <ShowGraphql operations={[{ label: 'Feed', operation: jobFeed, variables }]} />
        </>
      }
    >
      <JobFilters
        filter={filter}
        counts={counts}
        isComplete={isComplete}
        locations={options}
        onChange={(changed) => replaceParameters(filterParameters(changed))}
      />
      <FailedSources sources={failedSources} nameOf={nameOf} />
      {failure && (
        <Notice kind="error">
          <ForeignText text={failure.message} />
        </Notice>
      )}
      <p class="list-summary" role="status">
        {isComplete &&
          `${countOf(rows.length, 'job')} of ${countOf(jobs.size, 'job')}. Ended jobs are listed for 24 hours.`}
        {isComplete && !isCurrent && ' This is their last known state. '}
        {!isCurrent && 'Reading the jobs of all locations …'}
      </p>
      {rows.length > 0 && (
        <Grid
          label="Jobs"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          addressOf={jobAddress}
          heights={heights}
        />
      )}
      {isComplete && rows.length === 0 && (
        <p class="empty">{jobs.size === 0 ? 'There are no jobs.' : 'No job matches the filters.'}</p>
      )}
    </Page>
  );
}
