// Minutes of mixed load, with known and new documents, errors, and subscribers that come and go. The heap after a garbage collection
// is read every minute: after the second minute, in which the caches fill, it stays flat.
import { gather } from '../live/audience.ts';
import { ask, type Query } from '../load.ts';
import { options } from '../options.ts';
import { megabytes } from '../outputs/memoryDuring.ts';
import { buildProbe } from '../probe/buildProbe.ts';
import type { ServerProcess } from '../process.ts';
import { gatewayMain } from '../programs.ts';
import { finishedQuery } from '../queries/finishedJobs.ts';
import { helloQuery } from '../queries/hello.ts';
import { fillVaults } from '../queries/jobsById.ts';
import { pageOfJobsQuery } from '../queries/pageOfJobs.ts';
import { startQueriesSimulator } from '../queries/stage.ts';
import { atMost, information, type Row } from '../report.ts';

const minute = 60_000;
const filling = 2;
const mostGrowth = 1.1;
const clients = 4;

const updates: Query = {
  query: 'subscription { vaultJobUpdates(vaultName: "media-masters") { job { id phase } } }',
  variables: {},
};

export async function mixedLoad(): Promise<Row[]> {
  await using simulated = await startQueriesSimulator();
  await using probe = await buildProbe();
  await using gateway = await probe.startGateway(gatewayMain, simulated.env);
  const known = [
    helloQuery,
    pageOfJobsQuery,
    await finishedQuery(gateway.url),
    ...(await fillVaults(simulated)),
    { query: '{ jobs(maxAgeSeconds: 5) { totalCount nodes { id phase } } }', variables: {} },
  ];
  const heaps: number[] = [];
  const from = performance.now();
  for (let number = 1; number <= options.minutes; number += 1) {
    const until = from + number * minute;
    await Promise.all([
      ...Array.from({ length: clients }, (_, client) => sendUntil(until, gateway, known, client)),
      subscribeUntil(until, gateway),
    ]);
    heaps.push(Number(await gateway.tell('heap')));
    process.stderr.write(
      `minute ${number}: ${megabytes(heaps.at(-1) ?? 0)}, resident ${megabytes(gateway.memory())}\n`,
    );
  }
  const settled = heaps[filling - 1] ?? Number.NaN;
  const growth = Math.max(...heaps.slice(filling)) / settled;
  const name = `${options.minutes} minutes of mixed load: heap`;
  return [
    atMost(`${name}, against the end of minute ${filling}`, `${growth.toFixed(2)} times`, growth, mostGrowth),
    information(`${name} after each minute`, heaps.map(megabytes).join(', ')),
  ];
}

/** Every fourth query has a document that nobody sent before; every twentieth is invalid. */
async function sendUntil(
  until: number,
  gateway: ServerProcess,
  known: readonly Query[],
  client: number,
): Promise<void> {
  for (let count = client; performance.now() < until; count += clients) {
    const query = known[count % known.length] as Query;
    if (count % 20 === 7) {
      await ask(gateway.url, { query: `{ noField${count} }`, variables: {} }).catch(() => undefined);
    } else if (count % 4 === 0) {
      await ask(gateway.url, { query: `{ alias${count}: __typename gateway { version } }`, variables: {} });
    } else {
      await ask(gateway.url, query);
    }
  }
}

async function subscribeUntil(until: number, gateway: ServerProcess): Promise<void> {
  while (performance.now() < until) {
    await using audience = await gather(gateway.url, { subscribers: 20, query: updates });
    await audience.until(20);
  }
}
