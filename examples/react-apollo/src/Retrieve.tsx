import { skipToken, useMutation, useQuery, useSubscription } from '@apollo/client/react';
import { graphql } from './gql';
import { RetrievalTierInput } from './gql/graphql';

const archives = graphql(`
  query Archives($id: ID!) {
    node(id: $id) { ... on Vault { latestInventory { inventory { archives(first: 20) { nodes { archiveId name } } } } } }
  }
`);
const start = graphql(`
  mutation Start($input: InitiateArchiveRetrievalInput!) {
    initiateArchiveRetrieval(input: $input) {
      ... on InitiateArchiveRetrievalPayload { job { id } } ... on MutationError { message retryAfterSeconds }
    }
  }
`);
const updates = graphql(`
  subscription Updates($ids: [ID!]!) { jobUpdates(ids: $ids) { job { outcome ... on ArchiveRetrievalJob { output { url } } } } }
`);

export function Retrieve({ vault }: { vault: string }) {
  const opened = useQuery(archives, vault ? { variables: { id: vault }, errorPolicy: 'all' } : skipToken);
  const [retrieve, { data, error }] = useMutation(start, { errorPolicy: 'all' });
  const result = data?.initiateArchiveRetrieval;
  const ids = result && 'job' in result && result.job ? [result.job.id] : [];
  const followed = useSubscription(updates, ids.length > 0 ? { variables: { ids } } : skipToken);
  const job = followed.data?.jobUpdates.job;
  const node = opened.data?.node;
  const found = node && 'latestInventory' in node ? node.latestInventory?.inventory?.archives?.nodes : [];
  const input = { vault: { id: vault }, tier: RetrievalTierInput.Expedited, idempotencyKey: crypto.randomUUID() };
  const begin = (archiveId: string) => retrieve({ variables: { input: { ...input, archiveId } } });
  return (
    <>
      {found?.map(({ archiveId, name }) => (
        <input type="button" key={archiveId} value={name ?? archiveId} onClick={() => begin(archiveId)} />
      ))}
      <p>{job && (job.outcome ?? 'in progress')}</p>
      {job && 'output' in job && job.output && <a href={job.output.url}>Download</a>}
      <p>{result && 'message' in result && `${result.message} Try again after ${result.retryAfterSeconds ?? 0} s.`}</p>
      <p>{(error ?? opened.error ?? followed.error)?.message}</p>
    </>
  );
}
