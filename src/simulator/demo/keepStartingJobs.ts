// Keeps a running demo in motion: Batch jobs, retrievals and inventories start as time passes, and the oldest of them go.
import type { World } from '../world/world.ts';
import { batchLocations, batchSeries } from './batchSeries.ts';
import { createArrivals } from './createArrivals.ts';
import { retrievalSeries } from './retrievalSeries.ts';

/** The vaults in use. */
const vaults = [
  ['111122223333', 'us-east-1', 'project-apollo'],
  ['111122223333', 'us-east-1', 'field-recordings'],
  ['444455556666', 'us-east-1', 'tape-imports'],
  ['444455556666', 'us-west-2', 'seismic-surveys'],
] as const;

export function keepStartingJobs(world: World): void {
  const since = world.clock.now();
  for (const [accountId, region] of batchLocations) {
    const location = world.location(accountId, region);
    const arrivals = batchSeries(world, location).map((series) => createArrivals(since, series));
    location.batch.arrivals = (now) => {
      for (const arrive of arrivals) arrive(now);
    };
  }
  for (const [accountId, region, name] of vaults) {
    const vault = world.location(accountId, region).vaults.get(name);
    if (vault) vault.arrivals = createArrivals(since, retrievalSeries(world, vault));
  }
}
