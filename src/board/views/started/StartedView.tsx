// What was started lately, and what it costs.
import { useMemo } from 'preact/hooks';
import { useQuery } from '../../client/useQuery.ts';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Select } from '../../components/Field.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { SourceNotices } from '../../components/SourceNotices.tsx';
import { TableFrame } from '../../components/TableFrame.tsx';
import { Time } from '../../components/Time.tsx';
import { countOf, formatBytes, formatNumber, moneyOf } from '../../core/format.ts';
import { replaceParameters } from '../../router/useRoute.ts';
import { useJobs } from '../jobs/useJobs.ts';
import { useLocations } from '../jobs/useLocations.ts';
import type { ViewProps } from '../view.ts';
import { startedJobs } from './startedOperations.ts';

const periods = { TODAY: 'Today', DAY: 'Last 24 hours', WEEK: 'Last 7 days' } as const;
type Period = keyof typeof periods;
const names = Object.keys(periods) as Period[];

/** `now`: the time of the gateway, which is not that of this machine if the data are simulated. */
function sinceOf(period: Period, now: string): string {
  const today = new Date(now);
  if (period === 'TODAY') return new Date(today.getFullYear(), today.getMonth(), today.getDate()).toISOString();
  return new Date(today.getTime() - (period === 'DAY' ? 1 : 7) * 86_400_000).toISOString();
}

const serviceNames = { GLACIER: 'Glacier vaults', S3_BATCH_OPERATIONS: 'S3 Batch' };

const amountOf = (cost: Parameters<typeof moneyOf>[0]): string => moneyOf(cost) ?? 'Unknown';

export function StartedView({ parameters }: ViewProps) {
  const period = names.find((name) => name === parameters.get('period')) ?? 'TODAY';
  const { observedAt, failure: feedFailure } = useJobs();
  // Not again with each event.
  const isTimeKnown = observedAt !== null;
  const variables = useMemo(() => observedAt && { since: sinceOf(period, observedAt) }, [period, isTimeKnown]);
  const { answer, failure: queryFailure, refetch } = useQuery(startedJobs, variables || null);
  const failure = queryFailure ?? feedFailure;
  const jobs = answer?.data.jobs;
  const { nameOf } = useLocations();
  return (
    <Page
      title="Started jobs and their cost"
      actions={variables && <ShowGraphql operations={[{ label: 'Started jobs', operation: startedJobs, variables }]} />}
    >
      <div class="filter-fields">
        <Select
          label="Started"
          value={period}
          options={names.map((value) => ({ value, label: periods[value] }))}
          onSelect={(value) => replaceParameters(new URLSearchParams(value ? { period: value } : {}))}
        />
      </div>
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      {jobs && <SourceNotices sources={jobs.sources} nameOf={nameOf} consequence=" whole, so jobs may be missing" />}
      <p role="status">
        {jobs && variables ? (
          <>
            {countOf(jobs.totalCount, 'job')} since <Time date={variables.since} />, for about{' '}
            <strong>{amountOf(jobs.estimatedCost.cost)}</strong>
            {jobs.estimatedCost.unpricedCount > 0 &&
              ` without ${countOf(jobs.estimatedCost.unpricedCount, 'job')} of unknown price`}
            .
          </>
        ) : (
          !failure && 'Reading the jobs …'
        )}
      </p>
      {jobs && jobs.estimatedCost.services.length > 0 && (
        <>
          <TableFrame label="Services">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">Service</th>
                  <th scope="col" class="number">
                    Jobs
                  </th>
                  <th scope="col" class="number">
                    Retrieved
                  </th>
                  <th scope="col" class="number">
                    Estimated cost
                  </th>
                  <th scope="col" class="number">
                    Without a price
                  </th>
                </tr>
              </thead>
              <tbody>
                {jobs.estimatedCost.services.map(({ service, jobCount, sizeInBytes, cost, unpricedCount }) => (
                  <tr key={service}>
                    <th scope="row">{serviceNames[service]}</th>
                    <td class="number">{formatNumber(jobCount)}</td>
                    <td class="number">{sizeInBytes === null ? 'Unknown' : formatBytes(sizeInBytes)}</td>
                    <td class="number">{amountOf(cost)}</td>
                    <td class="number">{formatNumber(unpricedCount)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          <h2>What the estimate contains</h2>
          <ul class="notes">
            {jobs.estimatedCost.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
