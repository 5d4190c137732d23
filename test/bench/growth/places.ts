// `jobs` over ten places with 1,000 jobs each, against two places: CPU time grows with the number of jobs.
import { callsOf, cpuOf, measure } from '../contenders.ts';
import { jobsQuery } from '../jobs/jobsQuery.ts';
import { startJobsStage } from '../jobs/stage.ts';
import { gatewayMain } from '../programs.ts';
import { atMost, information, type Row } from '../report.ts';
import { median } from '../rounds.ts';

const few = 2;
const many = 10;
/** Five times the jobs may cost five times the CPU time, and a fifth more. */
const mostGrowth = 6;

export async function places(): Promise<Row[]> {
  const measured = { few: await coldAndAgain(few), many: await coldAndAgain(many) };
  const growth = measured.many.cold.cpu / measured.few.cold.cpu;
  const told = ({ cpu, calls }: Cost) => `${(cpu / 1000).toFixed(0)} ms of CPU and ${calls} AWS calls`;
  return [
    atMost(`jobs over ${many} places against ${few}, cold: CPU`, `${growth.toFixed(1)} times`, growth, mostGrowth),
    atMost(`jobs over ${many} places again: AWS calls`, `${measured.many.again.calls}`, measured.many.again.calls, 0),
    ...Object.entries({ [few]: measured.few, [many]: measured.many }).map(([count, { cold, again }]) =>
      information(`jobs over ${count} places`, `cold ${told(cold)}, again ${told(again)}`),
    ),
  ];
}

interface Cost {
  cpu: number;
  calls: number;
}

async function coldAndAgain(count: number): Promise<{ cold: Cost; again: Cost }> {
  await using stage = await startJobsStage(count);
  const server = await stage.startGateway(gatewayMain);
  const costOf = async (maxAgeSeconds: number, requests: number): Promise<Cost> => {
    const rounds = await measure(
      { gateway: { server, requests } },
      {
        simulated: stage.simulated,
        warmUp: 1,
        rounds: 5,
        load: { queries: [jobsQuery({ maxAgeSeconds })], clients: 1 },
      },
    );
    return { cpu: median(rounds.gateway.map(cpuOf)), calls: callsOf(rounds.gateway) };
  };
  return { cold: await costOf(0, 6), again: await costOf(3_600, 200) };
}
