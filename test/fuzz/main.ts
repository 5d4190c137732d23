// npm run fuzz [-- --minutes 1] [--seed <text>] [--target <name>]: mutated input of every kind against the built gateway, which runs
// in a process with a small heap. The exit code is 1 if the gateway ended, logged an error, answered with a 5xx or with internals,
// left somebody without an answer, or held on to memory. Linux only.
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFind } from './corpus.ts';
import { FuzzTarget } from './fuzzTarget.ts';
import { readWorld } from './readWorld.ts';
import { type FuzzedGateway, startFuzzedGateway } from './startFuzzedGateway.ts';
import { targets } from './targets/index.ts';
import { watchNeighbour } from './watchNeighbour.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
    target: { type: 'string' },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const chosen = targets.filter(({ name }) => name === (values.target ?? name));
if (chosen.length === 0) {
  say(`There is no target "${values.target}". Targets: ${targets.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
say(`seed ${values.seed}; to repeat: npm run fuzz -- --minutes ${values.minutes} --seed ${values.seed}`);

/** How long one target runs before the next one's turn, in milliseconds. */
const turn = 5_000;
/** A process in a container of 512 MB. */
const mostMemory = 512e6;
/** What may be held while nobody sends anything: the connections of the neighbour and of this process. */
const mostHeldIdle = 2 ** 20;

await using gateway = await startFuzzedGateway(join(import.meta.dirname, '../../dist'));
const world = await readWorld(gateway.url);
const runs = chosen.map((target) => new FuzzTarget(target, gateway, world, values.seed));
const ending = new AbortController();
const neighbour = watchNeighbour(gateway, ending.signal);
const faults: string[] = [];
const until = Date.now() + Number(values.minutes) * 60_000;
let peak = 0;

for (let at = 0; Date.now() < until; at += 1) {
  const run = runs[at % runs.length];
  const turnEnds = Math.min(until, Date.now() + turn);
  while (run && Date.now() < turnEnds) {
    await run.round();
    peak = Math.max(peak, gateway.isRunning() ? gateway.memory() : 0);
  }
}
if (gateway.isRunning()) faults.push(...(await leftovers(gateway)));
ending.abort();
const { faults: waits, queries, slowest } = await neighbour;
faults.push(...waits, ...(gateway.isRunning() ? await gateway.stop() : gateway.faults()));
if (peak > mostMemory) faults.push(`the process had ${(peak / 1e6).toFixed(0)} MB`);

for (const { target, sent, behaviours } of runs)
  say(`${target.name}: ${sent} inputs, ${behaviours.size} kinds of answers`);
say(`another caller: ${queries} queries, at most ${slowest.toFixed(2)} s of CPU for one`);
say(`memory: at most ${(peak / 1e6).toFixed(0)} MB`);
const finds = resolve('fuzz-finds');
for (const find of runs.flatMap((run) => run.finds)) {
  say(`FAULT ${find.target}: ${find.fault}\n  ${writeFind(finds, find.target, find)}`);
  faults.push(find.fault);
}
for (const fault of faults.slice(0, 20)) say(`FAULT ${fault}`);
say(faults.length === 0 ? 'no faults' : `${faults.length} faults; their inputs are in ${finds}`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** What is held for clients that have left. A slow reader is given up after 15 seconds. */
async function leftovers({ metric }: FuzzedGateway): Promise<string[]> {
  for (let tries = 60; ; tries -= 1) {
    const held = await metric('glacier_graphql_held_bytes');
    const subscribers = await metric('glacier_graphql_subscribers');
    if (held < mostHeldIdle && subscribers === 0) return [];
    if (tries === 0) return [`all clients have left, and ${held} bytes and ${subscribers} subscribers are held`];
    await new Promise((wait) => setTimeout(wait, 1_000));
  }
}
