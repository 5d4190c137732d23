// The cases of the group `queries` against the commit before: whether anything became slower.
import { absolute, controlOf, cpuOf, measure } from '../contenders.ts';
import type { Load } from '../load.ts';
import { startProcess } from '../process.ts';
import { gatewayMain } from '../programs.ts';
import { finishedQuery } from '../queries/finishedJobs.ts';
import { helloQuery } from '../queries/hello.ts';
import { fillVaults } from '../queries/jobsById.ts';
import { pageOfJobsQuery } from '../queries/pageOfJobs.ts';
import { startQueriesSimulator } from '../queries/stage.ts';
import { information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import type { Baseline } from './baseline.ts';

export async function queries(baseline: Baseline): Promise<Row[]> {
  await using simulated = await startQueriesSimulator();
  const env = { ...simulated.env, PORT: '0', LOG_LEVEL: 'silent' };
  const start = (main: string) => startProcess([main, '--backend', 'aws'], env);
  await using gateway = await start(gatewayMain);
  await using again = await start(gatewayMain);
  await using before = await start(baseline.main);
  const byId = await fillVaults(simulated);
  const loads: Record<string, Load> = {
    '{ __typename }': { queries: [helloQuery], clients: 8, requests: 3_000 },
    '50 finished jobs from memory': { queries: [await finishedQuery(gateway.url)], clients: 4, requests: 600 },
    '100 jobs of one vault by id': { queries: byId, clients: byId.length, requests: 160 },
    'a page of 50 jobs': { queries: [pageOfJobsQuery], clients: 1, requests: 250 },
  };
  const rows: Row[] = [];
  for (const [name, { requests, ...load }] of Object.entries(loads)) {
    const measured = await measure(
      {
        gateway: { server: gateway, requests },
        again: { server: again, requests },
        before: { server: before, requests },
      },
      { simulated, warmUp: 2, rounds: 7, load },
    );
    rows.push(
      information(`${name}: CPU`, `${ratio(measured.gateway, measured.before, cpuOf).toFixed(2)} of the commit before`),
      controlOf(name, measured),
      information(`${name}: absolute`, absolute(measured)),
    );
  }
  return rows;
}
