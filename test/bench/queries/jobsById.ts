// 100 jobs of one vault by id. All of them run and can end at any moment: the gateway would answer other jobs from memory, and the
// calls would show nothing. Each client has its own vault, or equal calls of several clients would be coalesced.
import { glacierJobId } from '../../../src/schema/kit/globalId.ts';
import { absolute, callsOf, controlOf, cpuOf, measure, speedOf } from '../contenders.ts';
import { askText, type Query } from '../load.ts';
import { byNode } from '../options.ts';
import { atLeast, atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { assertSameBytes, assertSameJobs, put } from '../sameAnswer.ts';
import { accountId, region, type Simulated } from '../simulated.ts';
import type { Stage } from './stage.ts';

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

/** A query for jobs of a vault of the stage's account. */
export const queryById = (vaultName: string, jobIds: readonly string[]): Query => ({
  query: text,
  variables: { ids: jobIds.map((jobId) => glacierJobId({ accountId, region, vaultName, jobId })) },
});

/** Fills a vault for each client; returns the query of each. */
export async function fillVaults(simulated: Simulated): Promise<Query[]> {
  const queries: Query[] = [];
  for (let index = 0; index < clients; index += 1) {
    const vaultName = `bench-${index}`;
    const listed = await simulated.fillVault(vaultName, jobsInVault);
    queries.push(queryById(vaultName, listed.slice(0, jobs)));
  }
  return queries;
}

export async function jobsById({ simulated, gateway, again, peer, floor }: Stage): Promise<Row[]> {
  const queries = await fillVaults(simulated);
  const [query] = queries as [Query];
  const byHand = await put(`${floor.url}/aws`, await askText(gateway.url, query));
  await assertSameJobs(
    { gateway: gateway.url, other: peer.url },
    query,
    ({ nodes }: { nodes: unknown[] }) => nodes,
    jobs,
  );
  await assertSameBytes({ gateway: gateway.url, other: byHand }, query);

  const many = await measure(
    {
      gateway: { server: gateway, requests: 160 },
      again: { server: again, requests: 160 },
      peer: { server: peer, requests: 12 },
      floor: { server: floor, url: byHand, requests: 320 },
    },
    // A query of the peer makes fifty times as many calls, so the gateway needs more queries to be as warm.
    { simulated, warmUp: 5, rounds: 5, load: { queries, clients } },
  );
  const alone = await measure(
    { gateway: { server: gateway, requests: 60 }, peer: { server: peer, requests: 8 } },
    { simulated, warmUp: 0, rounds: 3, load: { queries, clients: 1 } },
  );

  const calls = callsOf(many.gateway);
  const cpu = ratio(many.gateway, many.floor, cpuOf);
  const faster = ratio(many.gateway, many.peer, speedOf);
  const name = `${jobs} jobs of one vault by id`;
  return [
    atMost(`${name}: AWS calls for each query`, `${calls} against ${callsOf(many.peer)}`, calls, 2),
    atMost(`${name}: CPU`, `${cpu.toFixed(2)} times the floor's`, cpu, byNode(2.2, 2.86)),
    atLeast(
      `${name}: queries per second, ${clients} clients in vaults of their own`,
      `${faster.toFixed(1)} times the peer's`,
      faster,
      byNode(13, 11),
    ),
    controlOf(name, many),
    information(`${name}: CPU`, `1/${ratio(many.peer, many.gateway, cpuOf).toFixed(1)} of the peer's`),
    information(`${name}: absolute`, absolute(many)),
    information(
      `${name}: queries per second of a client alone`,
      `${ratio(alone.gateway, alone.peer, speedOf).toFixed(1)} times the peer's`,
    ),
    information(`${name}, a client alone: absolute`, absolute(alone)),
  ];
}
