// A page of 50 jobs with about 15 fields each. With one client nothing can be shared: compares CPU time per query. With 16
// clients: counts how many AWS calls they share.
import { absolute, callsOf, controlOf, cpuOf, measure, speedOf } from '../contenders.ts';
import { askText, type Query } from '../load.ts';
import { atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { assertSameJobs, put } from '../sameAnswer.ts';
import { busyVault, jobFields } from './jobFields.ts';
import type { Stage } from './stage.ts';

const jobs = 50;
const clients = 16;

export const pageOfJobsQuery: Query = {
  query: `
    query PageOfJobs($vault: String!) {
      vault(name: $vault) {
        jobs(first: ${jobs}) {
          nodes { ${jobFields} }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  `,
  variables: { vault: busyVault },
};

interface Data {
  vault: { jobs: { nodes: unknown[] } };
}

export async function pageOfJobs({ simulated, gateway, again, peer, floor }: Stage): Promise<Row[]> {
  const byHand = await put(`${floor.url}/aws`, await askText(gateway.url, pageOfJobsQuery));
  for (const other of [peer.url, byHand]) {
    await assertSameJobs({ gateway: gateway.url, other }, pageOfJobsQuery, ({ vault }: Data) => vault.jobs.nodes, jobs);
  }
  const alone = await measure(
    {
      gateway: { server: gateway, requests: 250 },
      again: { server: again, requests: 250 },
      peer: { server: peer, requests: 250 },
      floor: { server: floor, url: byHand, requests: 250 },
    },
    { simulated, warmUp: 2, rounds: 7, load: { queries: [pageOfJobsQuery], clients: 1 } },
  );
  const together = await measure(
    { gateway: { server: gateway, requests: 640 }, peer: { server: peer, requests: 240 } },
    { simulated, warmUp: 1, rounds: 5, load: { queries: [pageOfJobsQuery], clients } },
  );

  const cpu = ratio(alone.gateway, alone.peer, cpuOf);
  const shared = callsOf(together.gateway);
  const name = `a page of ${jobs} jobs`;
  const inParallel = `${name}, ${clients} clients at once`;
  return [
    atMost(`${name}, calls not shared: CPU`, `${cpu.toFixed(2)} of the peer's`, cpu, 0.45),
    controlOf(name, alone),
    information(
      `${name}, calls not shared: CPU`,
      `${ratio(alone.gateway, alone.floor, cpuOf).toFixed(2)} times the floor's`,
    ),
    information(
      `${name}, calls not shared: AWS calls for each query`,
      `${callsOf(alone.gateway)} against ${callsOf(alone.peer)}`,
    ),
    atMost(
      `${inParallel}: AWS calls for each query`,
      `${shared.toFixed(3)} against ${callsOf(together.peer)}`,
      shared,
      0.1,
    ),
    information(`${inParallel}: CPU`, `${ratio(together.gateway, together.peer, cpuOf).toFixed(2)} of the peer's`),
    information(
      `${inParallel}: queries per second`,
      `${ratio(together.gateway, together.peer, speedOf).toFixed(1)} times the peer's`,
    ),
    information(`${name}, calls not shared: absolute`, absolute(alone)),
    information(`${inParallel}: absolute`, absolute(together)),
  ];
}
