// The simulator with PLACES regions of one account, each with 1,000 jobs of the past month: 500 of five vaults, and 500 Batch jobs.
import { createClock, systemClock } from '../../../src/core/clock.ts';
import { batchRequest } from '../../../src/simulator/demo/batchRequest.ts';
import { startSimulator } from '../../../src/simulator/startSimulator.ts';
import { seededContent } from '../../../src/simulator/world/content.ts';
import { DAY } from '../../../src/simulator/world/durations.ts';
import type { AccountRegion } from '../../../src/simulator/world/records.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { regionsOf } from './regionsOf.ts';

const vaults = 5;
const jobsOfVault = 100;
const batchJobs = 500;
const month = 30 * DAY;

export async function startPlacesSimulator(): Promise<void> {
  const { PLACES, ACCOUNT_ID = '' } = process.env;
  const simulator = await startSimulator({
    clock: createClock({ speed: 1, startAt: systemClock.now() }),
    seed: 'empty',
  });
  for (const region of regionsOf(Number(PLACES))) fill(simulator.world, simulator.world.location(ACCOUNT_ID, region));
  process.stdout.write(`${simulator.url} \n`);
}

function fill(world: World, location: AccountRegion): void {
  const now = world.clock.now();
  const ageOf = (index: number, count: number) => Math.round(((index + 1) / count) * month);
  for (let number = 0; number < vaults; number += 1) {
    const vault = world.addVault(location, `vault-${number}`, now - 2 * month);
    const content = seededContent(`${location.region} ${number}`, 50_000);
    const archive = world.addArchive(vault, { content, createdAt: now - 2 * month, description: 'reel.mxf' });
    for (let index = 0; index < jobsOfVault; index += 1) {
      world.addJob(vault, {
        action: 'ArchiveRetrieval',
        archive,
        range: { start: 0, end: content.size - 1 },
        tier: index % 2 === 0 ? 'Standard' : 'Bulk',
        description: `restore of reel ${index}`,
        createdAt: now - ageOf(index, jobsOfVault),
      });
    }
  }
  for (let index = 0; index < batchJobs; index += 1) {
    world.addBatchJob(location, {
      createdAt: now - ageOf(index, batchJobs),
      request: batchRequest(location, index),
    });
  }
}
