// `jobs` over two places with 1,000 jobs each, read from AWS each time: CPU time against the commit before. The jobs do not
// change meanwhile, so AWS returns the same bytes: the hours between two changes of a vault. A changed page costs twice as much.
import { absolute, callsOf, controlOf, cpuOf, measure } from '../contenders.ts';
import { jobsQuery } from '../jobs/jobsQuery.ts';
import { startJobsStage } from '../jobs/stage.ts';
import { gatewayMain } from '../programs.ts';
import { atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { assertSameJobs } from '../sameAnswer.ts';
import type { Baseline } from './baseline.ts';

const places = 2;

export async function jobsCold(baseline: Baseline): Promise<Row[]> {
  await using stage = await startJobsStage(places);
  const { simulated, startGateway } = stage;
  const [gateway, again, before] = [
    await startGateway(gatewayMain),
    await startGateway(gatewayMain),
    await startGateway(baseline.main),
  ];
  const query = jobsQuery({ maxAgeSeconds: 0 });
  const jobsOf = ({ jobs }: { jobs: { nodes: unknown[] } }) => jobs.nodes;
  await assertSameJobs({ gateway: gateway.url, other: before.url }, query, jobsOf, 50);
  const measured = await measure(
    {
      gateway: { server: gateway, requests: 10 },
      again: { server: again, requests: 10 },
      before: { server: before, requests: 10 },
    },
    { simulated, warmUp: 2, rounds: 5, load: { queries: [query], clients: 1 } },
  );
  const times = ratio(measured.gateway, measured.before, cpuOf);
  const name = `jobs over ${places} x 1000, cold`;
  return [
    atMost(`${name}: CPU`, `${times.toFixed(2)} of the commit before`, times, 0.4),
    controlOf(name, measured),
    information(
      `${name}: AWS calls for each query`,
      `${callsOf(measured.gateway)} against ${callsOf(measured.before)} before`,
    ),
    information(`${name}: absolute`, absolute(measured)),
  ];
}
