// The inputs that the repository keeps: each once caused a fault, or reaches a corner that few inputs reach.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../process/program.ts';
import { corpusFolders, readCorpus } from './corpus.ts';
import { faultIn } from './judge.ts';
import { readWorld, type World } from './readWorld.ts';
import { type FuzzedGateway, startFuzzedGateway } from './startFuzzedGateway.ts';
import { targets } from './targets/index.ts';

let gateway: FuzzedGateway;
let world: World;
beforeAll(async () => {
  gateway = await startFuzzedGateway((await build()).path);
  world = await readWorld(gateway.url);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const kept = targets.flatMap((target) =>
  readCorpus(target.name).map(({ name, input }) => ({ name: `${target.name}/${name}`, target, input })),
);

test('every kept input belongs to a target', () => {
  expect(corpusFolders().filter((folder) => !targets.some(({ name }) => name === folder))).toEqual([]);
});

test.each(kept)('$name is handled without a fault', async ({ target, input }) => {
  const answer = await target.send(input, gateway, world);
  expect(faultIn(target, input, answer, gateway, world)).toBeNull();
  expect(gateway.faults()).toEqual([]);
});

test('the log of the gateway has no error to its end', async () => {
  expect(await gateway.stop()).toEqual([]);
});
