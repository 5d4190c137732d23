// From 1 to 1,000 ids of one vault in the order of its list: AWS calls and CPU time grow at most with the number of ids.
import { callsOf, cpuOf, measure } from '../contenders.ts';
import { startProcess } from '../process.ts';
import { gatewayMain } from '../programs.ts';
import { queryById } from '../queries/jobsById.ts';
import { startQueriesSimulator } from '../queries/stage.ts';
import { atMost, information, type Row } from '../report.ts';
import { median, ratio } from '../rounds.ts';

const jobsInVault = 1_100;
const vaultName = 'bench-growth';
/** A page of ListJobs has 50 jobs. */
const mostCalls = 20;
/** Ten times the ids may cost ten times the CPU time, and a fifth more. */
const mostGrowth = 12;

export async function ids(): Promise<Row[]> {
  await using simulated = await startQueriesSimulator();
  const env = { ...simulated.env, PORT: '0', LOG_LEVEL: 'silent' };
  await using gateway = await startProcess([gatewayMain, '--backend', 'aws'], env);
  const listed = await simulated.fillVault(vaultName, jobsInVault);
  const byCount = (count: number, requests: number) => ({
    server: gateway,
    requests,
    queries: [queryById(vaultName, listed.slice(0, count))],
  });
  const measured = await measure(
    { '1': byCount(1, 400), '10': byCount(10, 400), '100': byCount(100, 100), '1000': byCount(1_000, 20) },
    { simulated, warmUp: 6, rounds: 5, load: { queries: [], clients: 1 } },
  );
  const growth = ratio(measured['1000'], measured['100'], cpuOf);
  const calls = callsOf(measured['1000']);
  return [
    atMost('1,000 ids against 100: CPU', `${growth.toFixed(1)} times`, growth, mostGrowth),
    atMost('1,000 ids: AWS calls', `${calls}`, calls, mostCalls),
    ...Object.entries(measured).map(([count, rounds]) =>
      information(
        `${count} ids`,
        `${callsOf(rounds)} calls, ${(median(rounds.map(cpuOf)) / 1000).toFixed(1)} ms of CPU`,
      ),
    ),
  ];
}
