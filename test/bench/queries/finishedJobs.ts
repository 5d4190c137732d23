// 50 finished jobs by id, which the gateway knows: they never change, so that it asks AWS no more.
import { absolute, callsOf, controlOf, cpuOf, measure } from '../contenders.ts';
import { ask, type Query } from '../load.ts';
import { atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { makeReady } from '../sameAnswer.ts';
import { busyVault, jobFields } from './jobFields.ts';
import type { Stage } from './stage.ts';

const jobs = 50;

const listed = `query ($vault: String!) {
  vault(name: $vault) { jobs(first: 400) { nodes { ... on VaultJob { id completed } } } }
}`;

interface Listed {
  vault: { jobs: { nodes: { id: string; completed: boolean }[] } };
}

/** For jobs that the gateway lists. */
export async function finishedQuery(url: string): Promise<Query> {
  const { vault } = await ask<Listed>(url, { query: listed, variables: { vault: busyVault } });
  const ids = vault.jobs.nodes.filter(({ completed }) => completed).map(({ id }) => id);
  return {
    query: `query Finished($ids: [ID!]!) { nodes(ids: $ids) { ${jobFields} } }`,
    variables: { ids: ids.slice(0, jobs) },
  };
}

export async function finishedJobs({ simulated, gateway, again, floor }: Stage): Promise<Row[]> {
  const query = await finishedQuery(gateway.url);
  const ready = await makeReady(gateway.url, floor.url, [query]);
  const measured = await measure(
    {
      gateway: { server: gateway, requests: 600 },
      again: { server: again, requests: 600 },
      floor: { server: floor, url: ready, requests: 1_500 },
    },
    { simulated, warmUp: 8, rounds: 7, load: { queries: [query], clients: 4 } },
  );
  const name = `${jobs} finished jobs from memory`;
  const times = ratio(measured.gateway, measured.floor, cpuOf);
  const calls = callsOf(measured.gateway);
  return [
    atMost(`${name}: CPU`, `${times.toFixed(2)} times JSON.stringify over node:http`, times, 1.8),
    atMost(`${name}: AWS calls for each query`, `${calls}`, calls, 0),
    controlOf(name, measured),
    information(`${name}: absolute`, absolute(measured)),
  ];
}
