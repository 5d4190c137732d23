// A page of 1,000 archives of an inventory over HTTP: CPU time against the commit before.
import { absolute, callsOf, controlOf, cpuOf, measure } from '../contenders.ts';
import { pageQuery } from '../outputs/pages.ts';
import { startOutputsStage } from '../outputs/stage.ts';
import { gatewayMain, simulatorMain } from '../programs.ts';
import { atMost, information, type Row } from '../report.ts';
import { ratio } from '../rounds.ts';
import { assertSameBytes } from '../sameAnswer.ts';
import type { Baseline } from './baseline.ts';

const archives = 20_000;
const first = 1_000;

export async function pageOfArchives(baseline: Baseline): Promise<Row[]> {
  await using stage = await startOutputsStage(gatewayMain, simulatorMain, archives);
  await using gateway = await stage.startGateway();
  await using again = await stage.startGateway();
  await using before = await stage.startGateway(baseline.main);
  const query = pageQuery(stage.inventory, { first });
  const urls = { gateway: gateway.url, other: before.url };
  // The first query of a gateway also reads the job.
  await assertSameBytes(urls, query);
  await assertSameBytes(urls, query);
  const measured = await measure(
    {
      gateway: { server: gateway, requests: 60 },
      again: { server: again, requests: 60 },
      before: { server: before, requests: 60 },
    },
    { simulated: stage.simulated, warmUp: 10, rounds: 7, load: { queries: [query], clients: 1 } },
  );
  const times = ratio(measured.gateway, measured.before, cpuOf);
  const name = `page of ${first} archives over HTTP`;
  return [
    atMost(`${name}: CPU`, `${times.toFixed(2)} of the commit before`, times, 0.25),
    controlOf(name, measured),
    information(
      `${name}: AWS calls for each query`,
      `${callsOf(measured.gateway)} against ${callsOf(measured.before)} before`,
    ),
    information(`${name}: absolute`, absolute(measured)),
  ];
}
