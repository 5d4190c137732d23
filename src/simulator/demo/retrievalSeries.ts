// The vault jobs that start in the demo: retrievals and inventories of the vaults in use.
import { inventoryQuery } from '../world/archive.ts';
import { HOUR } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import type { Job, Vault } from '../world/records.ts';
import type { NewJob, World } from '../world/world.ts';
import type { Series } from './createArrivals.ts';

/** At 60 simulated seconds a second, one starts every minute in each vault, and most end within five. */
const INTERVAL = HOUR;
/** The longest Bulk retrievals take twelve hours. */
const EARLIER = 12;
const KEPT = 48;

export const retrievalSeries = (world: World, vault: Vault): Series<Job> => ({
  interval: INTERVAL,
  kept: KEPT,
  earlier: EARLIER,
  start: (at) => world.addJob(vault, jobAt(vault, at)),
  remove: ({ id }) => vault.jobs.delete(id),
});

function jobAt(vault: Vault, createdAt: number): NewJob {
  const turn = createdAt / INTERVAL;
  const given = { id: createIds(`${vault.arn} ${createdAt}`).job(), createdAt };
  const archives = [...vault.archives.values()];
  const archive = archives[turn % archives.length];
  if (!archive || turn % 5 === 4)
    return { ...given, action: 'InventoryRetrieval', query: inventoryQuery(), description: 'weekly inventory' };
  return {
    ...given,
    action: 'ArchiveRetrieval',
    archive,
    range: { start: 0, end: archive.content.size - 1 },
    tier: turn % 5 === 3 ? 'Bulk' : 'Standard',
    description: `restore ${archive.description}`,
    ...(turn % 13 === 12 ? { failure: 'The retrieval failed.' } : {}),
  };
}
