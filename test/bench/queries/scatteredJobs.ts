// 100 jobs by id, scattered over a vault of 1,100, while each AWS call takes 50 ms: the vault's list cannot be read in parallel,
// and a call for each job can. Time against the peer, which calls for each job.
import { callsOf, controlOf, cpuOf, measure, speedOf } from '../contenders.ts';
import { atMost, information, type Row } from '../report.ts';
import { median, ratio } from '../rounds.ts';
import { assertSameJobs } from '../sameAnswer.ts';
import { queryById } from './jobsById.ts';
import type { Stage } from './stage.ts';

const jobs = 100;
const jobsInVault = 1_100;
const latency = 50;
const vaultName = 'bench-scattered';

export async function scatteredJobs({ simulated, gateway, again, peer }: Stage): Promise<Row[]> {
  const listed = await simulated.fillVault(vaultName, jobsInVault);
  const query = queryById(
    vaultName,
    listed.filter((_, index) => index % (jobsInVault / jobs) === 0),
  );
  await assertSameJobs(
    { gateway: gateway.url, other: peer.url },
    query,
    ({ nodes }: { nodes: unknown[] }) => nodes,
    jobs,
  );
  const measured = await simulated.withLatency(latency, () =>
    measure(
      {
        gateway: { server: gateway, requests: 4 },
        again: { server: again, requests: 4 },
        peer: { server: peer, requests: 4 },
      },
      { simulated, warmUp: 10, rounds: 5, load: { queries: [query], clients: 1 } },
    ),
  );
  const byCount = (count: number) => ({
    server: gateway,
    requests: 200,
    queries: [queryById(vaultName, listed.slice(0, count))],
  });
  const few = await measure(
    { three: byCount(3), four: byCount(4) },
    { simulated, warmUp: 1, rounds: 5, load: { queries: [query], clients: 1 } },
  );
  const calls = callsOf(measured.gateway);
  const slower = ratio(measured.peer, measured.gateway, speedOf);
  const name = `${jobs} jobs by id scattered over ${jobsInVault}, ${latency} ms for each AWS call`;
  const timeOf = (rounds: typeof measured.gateway) => (1000 / median(rounds.map(speedOf))).toFixed(0);
  return [
    atMost(`${name}: time`, `${slower.toFixed(2)} times the peer's`, slower, 1.3),
    atMost(`${name}: AWS calls for each query`, `${calls} against ${callsOf(measured.peer)}`, calls, jobs + 1),
    controlOf(name, measured),
    information(`${name}: absolute`, `${timeOf(measured.gateway)} ms against ${timeOf(measured.peer)} ms`),
    information(
      '3 jobs by id against 4: CPU',
      `${ratio(few.three, few.four, cpuOf).toFixed(2)} times, ${callsOf(few.three)} AWS calls against ${callsOf(few.four)}`,
    ),
  ];
}
