// npm run bench [-- --assert]: the built gateway against a naive Apollo Server, in the same run and on the same simulator.
// Prints ratios and counts; with --assert it ends with 1 where a goal is missed. It reads /proc, so it runs on Linux.
import { join } from 'node:path';
import { jobsById } from './cases/jobsById.ts';
import { pageOfJobs } from './cases/pageOfJobs.ts';
import { start } from './cases/start.ts';
import { buildPeer } from './peer/buildPeer.ts';
import { startProcess } from './process.ts';
import { type Row, table } from './report.ts';
import { startSimulated } from './simulated.ts';

// Which Node the SDK will need one day is no news here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const dist = join(import.meta.dirname, '../../dist');
const gatewayMain = join(dist, 'main.js');

async function run(): Promise<Row[]> {
  await using simulated = await startSimulated(join(dist, 'simulator.js'));
  const started = await start(gatewayMain, simulated.env);

  using peer = await buildPeer();
  const env = { ...simulated.env, PORT: '0', LOG_LEVEL: 'silent' };
  await using gatewayProcess = await startProcess([gatewayMain, '--backend', 'aws'], env);
  await using againProcess = await startProcess([gatewayMain, '--backend', 'aws'], env);
  await using peerProcess = await startProcess([peer.main], simulated.env);
  const contenders = { simulated, gateway: gatewayProcess, again: againProcess, peer: peerProcess };
  return [...(await jobsById(contenders)), ...(await pageOfJobs(contenders)), ...started];
}

const rows = await run();
process.stdout.write(`${table(rows)}\n`);
const missed = rows.some(({ holds }) => holds === false);
if (missed && process.argv.includes('--assert')) process.exitCode = 1;
