// `jobs` with other filters and pages while the last reading is young enough: nothing is read from AWS. CPU time against
// stringifying the ready answers.
import { absolute, callsOf, controlOf, cpuOf, measure } from '../contenders.ts';
import { buildFloor } from '../floor/buildFloor.ts';
import { ask, type Query } from '../load.ts';
import { startProcess } from '../process.ts';
import { gatewayMain } from '../programs.ts';
import { atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { makeReady } from '../sameAnswer.ts';
import { type JobsData, jobsQuery } from './jobsQuery.ts';
import type { Stage } from './stage.ts';

const maxAgeSeconds = 3_600;

/** Other filters and orders than the first query has. */
export const filteredJobs = [
  { filter: { phases: ['DONE'] } },
  { filter: { kinds: ['ARCHIVE_RETRIEVAL'] } },
  { filter: { outcomes: ['SUCCEEDED'], kinds: ['BATCH'] } },
  { filter: { descriptionContains: 'reel 1' } },
  { orderBy: { field: 'CREATION_DATE', direction: 'ASC' } },
];

export async function jobsAgain({ simulated, startGateway }: Stage): Promise<Row[]> {
  const gateway = await startGateway(gatewayMain);
  const again = await startGateway(gatewayMain);
  await using built = await buildFloor();
  await using floor = await startProcess([built.main], simulated.env);
  const first = jobsQuery({ maxAgeSeconds });
  const { jobs } = await ask<JobsData>(gateway.url, first);
  await ask(again.url, first);
  const queries: Query[] = [{ after: jobs.pageInfo.endCursor }, ...filteredJobs].map((variables) =>
    jobsQuery({ ...variables, maxAgeSeconds }),
  );
  const ready = await makeReady(gateway.url, floor.url, queries);
  const measured = await measure(
    {
      gateway: { server: gateway, requests: 480 },
      again: { server: again, requests: 480 },
      floor: { server: floor, url: ready, requests: 1_200 },
    },
    { simulated, warmUp: 8, rounds: 7, load: { queries, clients: 3 } },
  );
  const name = `jobs of ${jobs.totalCount} again, other filters and pages`;
  const times = ratio(measured.gateway, measured.floor, cpuOf);
  const calls = callsOf(measured.gateway);
  return [
    atMost(`${name}: CPU`, `${times.toFixed(2)} times JSON.stringify over node:http`, times, 2),
    atMost(`${name}: AWS calls for each query`, `${calls}`, calls, 0),
    controlOf(name, measured),
    information(`${name}: absolute`, absolute(measured)),
  ];
}
