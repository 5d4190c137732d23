// npm run bench [-- start|queries|live|outputs] [--assert]: the gateway against a naive Apollo Server, and its subscriptions
// against GraphQL Yoga's, in the same run on the same simulator. Prints ratios and counts; with --assert the exit code is 1
// if a goal is missed. Linux only: it reads /proc.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.ts';
import { downloads } from './cases/downloads.ts';
import { eventCost } from './cases/eventCost.ts';
import { idleSubscribers } from './cases/idleSubscribers.ts';
import { inventoryPages } from './cases/inventoryPages.ts';
import { inventoryWalk, longerWalk } from './cases/inventoryWalk.ts';
import { jobsById } from './cases/jobsById.ts';
import { pageOfJobs } from './cases/pageOfJobs.ts';
import { slowReader } from './cases/slowReader.ts';
import { start } from './cases/start.ts';
import { startStage } from './live/stage.ts';
import { startOutputsStage } from './outputs/stage.ts';
import { buildPeer } from './peer/buildPeer.ts';
import { startProcess } from './process.ts';
import { type Row, table } from './report.ts';
import { startSimulated } from './simulated.ts';
import type { startEarlierSimulator } from './startEarlierSimulator.ts';

// Suppresses the SDK's warning about the Node versions that it will require.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const dist = join(import.meta.dirname, '../../dist');
const gatewayMain = join(dist, 'main.js');
const simulatorMain = join(dist, 'simulator.js');

/** The groups of cases. */
const groups: Record<string, () => Promise<Row[]>> = {
  start: async () => {
    await using simulated = await startSimulated([simulatorMain, '--port', '0', '--speed', '1', '--seed', 'demo']);
    return start(gatewayMain, simulated.env);
  },
  queries: async () => {
    await using earlier = await bundle({
      folder: import.meta.dirname,
      file: './startEarlierSimulator.ts',
      start: 'startEarlierSimulator' satisfies keyof { startEarlierSimulator: typeof startEarlierSimulator },
    });
    await using simulated = await startSimulated([earlier.main]);
    await using peer = await buildPeer();
    const env = { ...simulated.env, PORT: '0', LOG_LEVEL: 'silent' };
    await using gatewayProcess = await startProcess([gatewayMain, '--backend', 'aws'], env);
    await using againProcess = await startProcess([gatewayMain, '--backend', 'aws'], env);
    await using peerProcess = await startProcess([peer.main], simulated.env);
    const contenders = { simulated, gateway: gatewayProcess, again: againProcess, peer: peerProcess };
    return [...(await jobsById(contenders)), ...(await pageOfJobs(contenders))];
  },
  live: async () => {
    await using stage = await startStage(simulatorMain);
    return [...(await eventCost(stage)), ...(await slowReader(stage)), ...(await idleSubscribers(stage))];
  },
  outputs: async () => {
    const rows: Row[] = [];
    {
      await using stage = await startOutputsStage(gatewayMain, simulatorMain, 1_000_000);
      rows.push(...(await inventoryPages(stage)), ...(await inventoryWalk(stage)), ...(await downloads(stage)));
    }
    await using larger = await startOutputsStage(gatewayMain, simulatorMain, 3_000_000);
    return [...rows, ...(await longerWalk(larger))];
  },
};

const { values, positionals } = parseArgs({ options: { assert: { type: 'boolean' } }, allowPositionals: true });
const chosen = positionals.length > 0 ? positionals : Object.keys(groups);
const rows: Row[] = [];
for (const name of chosen) {
  const measure = groups[name];
  if (!measure) throw new Error(`there is no ${name}, only ${Object.keys(groups).join(', ')}`);
  rows.push(...(await measure()));
}
process.stdout.write(`${table(rows)}\n`);
const missed = rows.some(({ holds }) => holds === false);
if (missed && values.assert) process.exitCode = 1;
