import { useQuery, useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import { Choice } from './Choice';
import { graphql } from './gql';
import { type FeedSubscription, type JobFilter, JobKindInput, JobPhase, type JobRowFragment } from './gql/graphql';
import { Retrieve } from './Retrieve';

const board = graphql(`
  query Board($filter: JobFilter!) {
    gateway { accounts { locations { region } } }
    jobs(filter: $filter, first: 500, maxAgeSeconds: null) {
      totalCount groups(by: [PHASE]) { phase count }
      nodes { ...JobRow }
      sources { accountId region message }
    }
  }
  fragment JobRow on Job {
    id kind accountId region phase jobDescription expectedCompletion { latest }
    ... on VaultJob { vault { id name } } ... on BatchJob { operationName progressSummary { fractionDone } }
  }
`);
const feed = graphql(`
  subscription Feed($filter: JobFilter!) { jobFeed(filter: $filter) { change job { ...JobRow } } }
`);
const running = { phases: Object.values(JobPhase).filter((phase) => phase !== JobPhase.Done) };

const Row = ({ job, open }: { job: JobRowFragment; open: (vault: string) => void }) => (
  <tr>
    <td>{`${job.kind} ${job.accountId} ${job.region} ${job.jobDescription ?? ''}`}</td>
    <td>{`${job.phase} ${job.expectedCompletion?.latest ?? ''}`}</td>
    <td>{'progressSummary' in job && <progress value={job.progressSummary?.fractionDone ?? 0} />}</td>
    <td>{'vault' in job && <input type="button" value={job.vault.name} onClick={() => open(job.vault.id)} />}</td>
  </tr>
);

export function Board() {
  const [vault, setVault] = useState('');
  const [filter, setFilter] = useState<JobFilter>(running);
  const { data, previousData, error, refetch } = useQuery(board, { variables: { filter }, errorPolicy: 'all' });
  // The cache takes the changes of listed jobs. An event without a job ends the current state, also after a reconnect.
  const track = ({ change, job }: Partial<FeedSubscription['jobFeed']> = {}) =>
    change === 'CHANGED' || (change === 'INITIAL' && job) || void refetch();
  const live = useSubscription(feed, { variables: { filter }, onData: ({ data }) => track(data.data?.jobFeed) });
  const { jobs, gateway } = data ?? previousData ?? {};
  const regions = new Set(gateway?.accounts.flatMap(({ locations }) => locations.map(({ region }) => region)));
  const failed = jobs?.sources.filter(({ message }) => message !== null) ?? [];
  const choose = (change: JobFilter) => setFilter({ ...filter, ...change });
  const rows = jobs?.nodes.map((job) => <Row key={job.id} job={job} open={setVault} />);
  return (
    <>
      <h1>{`${jobs?.totalCount ?? '...'} running jobs`}</h1>
      <p>{jobs?.groups.map(({ phase, count }) => `${phase}: ${count}`).join(', ')}</p>
      <p>{[error, live.error, ...failed].map((each) => each?.message).join(' ')}</p>
      <input type="search" onChange={({ target }) => choose({ descriptionContains: target.value })} />
      <Choice name="Kind" options={Object.values(JobKindInput)} onChoice={(kinds) => choose({ kinds })} />
      <Choice name="Region" options={[...regions]} onChoice={(regions) => choose({ regions })} />
      <table>
        <tbody>{rows}</tbody>
      </table>
      <Retrieve vault={vault} />
    </>
  );
}
