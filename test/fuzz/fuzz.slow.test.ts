// A short run of the fuzzer. It is as long on every machine: a number of inputs, made from one seed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../process/program.ts';
import { FuzzTarget } from './fuzzTarget.ts';
import { readWorld, type World } from './readWorld.ts';
import { type FuzzedGateway, startFuzzedGateway } from './startFuzzedGateway.ts';
import { targets } from './targets/index.ts';

/** For each target. */
const inputs = 100;

let gateway: FuzzedGateway;
let world: World;
beforeAll(async () => {
  gateway = await startFuzzedGateway((await build()).path);
  world = await readWorld(gateway.url);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** In milliseconds. For a machine that is many times slower than an idle one. */
const timeout = 600_000;

test.each(targets)(
  '$name: mutated input ends nothing, logs no error and shows no internals',
  { timeout },
  async (target) => {
    const run = new FuzzTarget(target, gateway, world, 'slow');
    while (run.sent < inputs) await run.round();
    // Whether an answer comes in time depends on the machine.
    expect(run.finds.filter(({ fault }) => fault !== 'no answer')).toEqual([]);
    expect(gateway.isRunning()).toBe(true);
  },
);

test('the log of the gateway has no error to its end', async () => {
  expect(await gateway.stop()).toEqual([]);
});
