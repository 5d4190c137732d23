// Endless loops beside the gateway, one for each processor: a gateway that has little to do itself refuses nobody.
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Query } from '../load.ts';
import { own } from '../owned.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import { atMost, information, type Row } from '../report.ts';
import { median, quantile } from '../rounds.ts';

const requests = 300;
/** In milliseconds: between two single requests. */
const pause = 50;
/** The share of a processor below which nobody is refused. */
const idleBelow = 0.7;

const loop = "console.log('http://127.0.0.1 '); for (;;);";

const query: Query = {
  query: '{ vault(name: "media-masters") { jobs(first: 10) { nodes { ... on VaultJob { id phase } } } } }',
  variables: {},
};

export async function busyNeighbour(gatewayMain: string, env: Record<string, string>): Promise<Row[]> {
  await using gateway = await startProcess([gatewayMain, '--backend', 'aws'], {
    ...env,
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
  await using neighbours = own();
  for (let index = 0; index < availableParallelism(); index += 1) neighbours.add(await startProcess(['-e', loop]));
  const single = await sendSingly(gateway);
  const name = `${availableParallelism()} busy neighbours`;
  return [
    atMost(`${name}: single requests refused`, `${single.refused} of ${requests}`, single.refused, 0),
    atMost(`${name}: CPU of the gateway`, `${single.share.toFixed(2)} of a processor`, single.share, idleBelow),
    information(
      `${name}: time of a request`,
      `${median(single.times).toFixed(0)} ms, 99 of 100 within ${quantile(single.times, 0.99).toFixed(0)} ms`,
    ),
  ];
}

async function sendSingly(gateway: ServerProcess): Promise<{ refused: number; share: number; times: number[] }> {
  const times: number[] = [];
  let refused = 0;
  const cpu = gateway.cpu();
  const from = performance.now();
  for (let index = 0; index < requests; index += 1) {
    const sent = performance.now();
    await ask(gateway.url, query).catch(() => {
      refused += 1;
    });
    times.push(performance.now() - sent);
    await sleep(pause);
  }
  return { refused, share: (gateway.cpu() - cpu) / (performance.now() - from), times };
}
