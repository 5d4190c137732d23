// npm run bench -- profile: the main cases, each on a gateway of its own, and the share of each layer in the busy time of its main
// thread. The sampling itself costs a few percent.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import type { Group } from '../group.ts';
import { filteredJobs } from '../jobs/jobsAgain.ts';
import { jobsQuery } from '../jobs/jobsQuery.ts';
import { startJobsStage } from '../jobs/stage.ts';
import { type Load, send } from '../load.ts';
import { options } from '../options.ts';
import { pageQuery } from '../outputs/pages.ts';
import { startOutputsStage } from '../outputs/stage.ts';
import { buildProbe } from '../probe/buildProbe.ts';
import { gatewayMain, simulatorMain } from '../programs.ts';
import { finishedQuery } from '../queries/finishedJobs.ts';
import { helloQuery } from '../queries/hello.ts';
import { fillVaults } from '../queries/jobsById.ts';
import { pageOfJobsQuery } from '../queries/pageOfJobs.ts';
import { startQueriesSimulator } from '../queries/stage.ts';
import { alignColumns } from '../report.ts';
import { createLocator, sharesOf } from './readProfile.ts';

/** Below this share a layer is not printed. */
const leastShare = 0.005;

type Column = readonly [name: string, shares: ReadonlyMap<string, number>];

export const profileCases: Group = async () => {
  await using probe = await buildProbe();
  await using folder = await temporaryFolder('bench-profile');
  const locate = createLocator(join(dirname(gatewayMain), 'gateway.cjs'));
  const file = join(folder.path, 'profile.json');

  /** Warm, because production is. */
  async function profile(name: string, env: Record<string, string>, loadOf: LoadOf): Promise<Column> {
    process.stderr.write(`profile of ${name} ...\n`);
    await using gateway = await probe.startGateway(gatewayMain, env);
    const all = await loadOf(gateway.url);
    const load = options.quick ? { ...all, requests: Math.ceil(all.requests / 4) } : all;
    await send(gateway.url, load);
    await gateway.tell('startProfile');
    await send(gateway.url, load);
    await gateway.tell('stopProfile', file);
    return [name, sharesOf(JSON.parse(readFileSync(file, 'utf8')), locate)];
  }

  const columns: Column[] = [];
  {
    await using simulated = await startQueriesSimulator();
    const byId = await fillVaults(simulated);
    columns.push(
      await profile('100 ids', simulated.env, () => ({ queries: byId, clients: byId.length, requests: 600 })),
      await profile('page of 50', simulated.env, () => ({ queries: [pageOfJobsQuery], clients: 1, requests: 800 })),
      await profile('50 from memory', simulated.env, async (url) => ({
        queries: [await finishedQuery(url)],
        clients: 4,
        requests: 3_000,
      })),
      await profile('hello', simulated.env, () => ({ queries: [helloQuery], clients: 8, requests: 15_000 })),
    );
  }
  {
    await using stage = await startOutputsStage(gatewayMain, simulatorMain, 20_000);
    const query = pageQuery(stage.inventory, { first: 1_000 });
    columns.push(
      await profile('1,000 archives', stage.simulated.env, () => ({ queries: [query], clients: 1, requests: 250 })),
    );
  }
  {
    await using stage = await startJobsStage(2);
    const query = jobsQuery({ maxAgeSeconds: 0 });
    const again = filteredJobs.map((variables) => jobsQuery({ ...variables, maxAgeSeconds: 3_600 }));
    columns.push(
      await profile('jobs 2 x 1,000', stage.env, () => ({ queries: [query], clients: 1, requests: 25 })),
      await profile('jobs again', stage.env, () => ({ queries: again, clients: 3, requests: 3_000 })),
    );
  }
  process.stdout.write(`${tableOf(columns)}\n`);
  return [];
};

type LoadOf = (url: string) => Load | Promise<Load>;

/** Percent by layer and case. */
function tableOf(columns: readonly Column[]): string {
  const shareOf = (layer: string) => columns.map(([, shares]) => shares.get(layer) ?? 0);
  const layers = [...new Set(columns.flatMap(([, shares]) => [...shares.keys()]))]
    .filter((layer) => Math.max(...shareOf(layer)) >= leastShare)
    .sort((a, b) => Math.max(...shareOf(b)) - Math.max(...shareOf(a)));
  return alignColumns([
    ['percent of the busy time', ...columns.map(([name]) => name)],
    ...layers.map((layer) => [layer, ...shareOf(layer).map((share) => (share * 100).toFixed(1))]),
  ]);
}
