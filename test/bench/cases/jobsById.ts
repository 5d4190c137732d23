// 100 jobs of one vault by id. All of them run and can end at any moment: the gateway would answer other jobs from memory, and the
// calls would show nothing. Each client has its own vault, or equal calls of several clients would be coalesced.
import { glacierJobId } from '../../../src/schema/kit/globalId.ts';
import { absolute, type Contenders, measure } from '../contenders.ts';
import type { Query } from '../load.ts';
import { control, information, type Row } from '../report.ts';
import { median, ratio } from '../rounds.ts';
import { assertSameAnswer } from '../sameAnswer.ts';
import { accountId, region } from '../simulated.ts';

const clients = 4;
const jobs = 100;
/** More than the query asks for, so that the search does not end with the vault. */
const jobsInVault = 120;

const text = `
  query JobsById($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on VaultJob { jobId jobDescription action statusCode completed creationDate phase }
      ... on ArchiveRetrievalJob { archiveId archiveSizeInBytes tier }
    }
  }
`;

const idOf = (vaultName: string) => (jobId: string) => glacierJobId({ accountId, region, vaultName, jobId });

export async function jobsById(contenders: Contenders): Promise<Row[]> {
  const queries: Query[] = [];
  for (let index = 0; index < clients; index += 1) {
    const vaultName = `bench-${index}`;
    const listed = await contenders.simulated.fillVault(vaultName, jobsInVault);
    queries.push({ query: text, variables: { ids: listed.slice(0, jobs).map(idOf(vaultName)) } });
  }
  const [query] = queries as [Query];
  await assertSameAnswer(contenders, query, ({ nodes }: { nodes: unknown[] }) => nodes, jobs);

  const many = await measure(contenders, {
    // A query of the peer makes fifty times as many calls, so the gateway needs more queries to be as warm.
    warmUp: 5,
    rounds: 5,
    load: { queries, clients },
    requests: { gateway: 160, peer: 12 },
  });
  const alone = await measure(contenders, {
    warmUp: 0,
    rounds: 3,
    load: { queries, clients: 1 },
    requests: { gateway: 60, peer: 8 },
  });

  const calls = median(many.gateway.map((figures) => figures.callsPerQuery));
  const peerCalls = median(many.peer.map((figures) => figures.callsPerQuery));
  const faster = ratio(many.gateway, many.peer, (figures) => figures.queriesPerSecond);
  const name = `${jobs} jobs of one vault by id`;
  return [
    {
      case: `${name}: AWS calls for each query`,
      measured: `${calls} against ${peerCalls}`,
      goal: `2 against ${jobs}`,
      holds: calls === 2 && peerCalls === jobs,
    },
    {
      case: `${name}: queries per second, ${clients} clients in vaults of their own`,
      measured: `${faster.toFixed(1)} times the peer's`,
      goal: 'at least 15',
      holds: faster >= 15,
    },
    control(
      name,
      ratio(many.again, many.gateway, (figures) => figures.cpuMicroseconds),
    ),
    information(
      `${name}: CPU for each query`,
      `1/${ratio(many.peer, many.gateway, (figures) => figures.cpuMicroseconds).toFixed(1)} of the peer's`,
    ),
    information(`${name}: absolute`, absolute(many)),
    information(
      `${name}: queries per second of a client alone`,
      `${ratio(alone.gateway, alone.peer, (figures) => figures.queriesPerSecond).toFixed(1)} times the peer's`,
    ),
    information(`${name}, a client alone: absolute`, absolute(alone)),
  ];
}
