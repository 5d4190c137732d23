// The inventory of a vault in both formats, from jobs that have ended.
import { inventoryQuery } from '../world/archive.ts';
import type { Ids } from '../world/ids.ts';
import type { Vault } from '../world/records.ts';
import type { World } from '../world/world.ts';

export function addFinishedInventories(world: World, vault: Vault, ids: Ids, createdAt: number): void {
  for (const format of ['JSON', 'CSV'] as const) {
    world.addJob(vault, {
      id: ids.job(),
      action: 'InventoryRetrieval',
      query: inventoryQuery({ format }),
      description: `finished inventory as ${format}`,
      createdAt,
    });
  }
}
