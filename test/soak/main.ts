// npm run soak [-- --minutes 10]: gateways under mixed load, while Redis and gateways are killed, AWS fails or returns nonsense,
// credentials are slow and the machine is busy. The exit code is 1 if a job was started twice, a final event was lost, a gateway
// hung, credentials were fetched twice at once, or memory grows. Linux only, with redis-server.

import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { patience, readVault, runClients } from './clients.ts';
import { findFaults } from './findFaults.ts';
import { makeMischief } from './mischief.ts';
import { type Processes, startProcesses } from './startProcesses.ts';
import { watchLiveness } from './watchLiveness.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const duration = Number(values.minutes) * 60_000;

const say = (text: string) => process.stdout.write(`${text}\n`);
const ending = new AbortController();
const isOver = ending.signal;
const givingUp = new AbortController();
// Each client that follows a job listens.
setMaxListeners(0, givingUp.signal);

async function watchMemory(processes: Processes): Promise<number[]> {
  const samples: number[] = [];
  for (; !isOver.aborted; await sleep(5_000)) samples.push(processes.memory(0));
  return samples;
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

await using processes = await startProcesses(3);
const vault = await readVault(processes);
setTimeout(() => ending.abort(), duration);
const startedAt = Date.now();
const making = makeMischief(processes, { isOver, each: Math.min(8_000, duration / 16) });
void making.then(() => setTimeout(() => givingUp.abort(), patience).unref());
const [{ intents, queries, refused }, mischief, liveness, memory] = await Promise.all([
  runClients(processes, vault, isOver, givingUp.signal),
  making,
  watchLiveness(processes, isOver),
  watchMemory(processes),
]);

const followed = await Promise.all(intents.map((intent) => intent.followed));
const faults = await findFaults(processes, intents, startedAt);
const third = Math.ceil(memory.length / 3);
const early = median(memory.slice(third, 2 * third));
const late = median(memory.slice(2 * third));
if (late > early * 1.15 + 10e6) faults.push('memory grows');
for (const url of new Set(liveness.hung)) faults.push(`${url} did not answer its liveness probe`);
const runs = await processes.credentials.runs();
if (runs.overlapping > 0)
  faults.push(`${runs.overlapping} runs of the credential process beside another one of the same gateway`);

const streams = followed.reduce((sum, each) => sum + (each?.streams ?? 0), 0);
const longest = Math.max(...followed.map((each) => each?.milliseconds ?? 0));
say(`${intents.length} starts, ${streams} streams to follow them; ${queries} queries`);
say(`the longest time from a start to the event of its end: ${Math.round(longest / 1000)} s`);
say(`refused: ${[...refused].map(([reason, times]) => `${times} ${reason}`).join(', ') || 'none'}`);
say(`mischief: ${mischief.map(({ name, at }) => `${name} at ${Math.round((at - startedAt) / 1000)} s`).join(', ')}`);
say(`responses changed: ${[...processes.hostileAws.changed].map(([kind, times]) => `${times} ${kind}`).join(', ')}`);
say(
  `slowest liveness probe: ${Math.round(liveness.slowest)} ms; the credential process ran ${runs.all} times, 6 s each`,
);
say(
  `memory of the gateway that lived through it: ${megabytes(early)} in the middle third, ${megabytes(late)} in the last`,
);
say(
  `  ${memory
    .filter((_, at) => at % Math.ceil(memory.length / 12) === 0)
    .map(megabytes)
    .join(', ')}`,
);
for (const fault of faults) say(`FAULT ${fault}`);
say(faults.length === 0 ? 'nothing lost, nothing twice' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
