// Ordinary vaults: some archives, and some jobs of the common types in every state.

import { type Archive, inventoryQuery } from '../world/archive.ts';
import { seededContent } from '../world/content.ts';
import { DAY, HOUR, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import { createRandom } from '../world/random.ts';
import type { AccountRegion, Vault } from '../world/records.ts';
import type { NewJob, World } from '../world/world.ts';

interface Amounts {
  archives: number;
  jobs: number;
}

export function seedPlainVaults(
  world: World,
  location: AccountRegion,
  names: readonly string[],
  amounts: Amounts,
): void {
  for (const name of names) seedPlainVault(world, location, name, amounts);
}

function seedPlainVault(world: World, location: AccountRegion, name: string, amounts: Amounts): void {
  const now = world.clock.now();
  const seed = `${location.account.accountId}/${location.region}/${name}`;
  const random = createRandom(seed);
  const ids = createIds(`${seed} ids`);
  const vault = world.addVault(location, name, now - Math.round((100 + random() * 900) * DAY));
  vault.tags.set('owner', name.split('-')[0] ?? name);
  const archives = Array.from({ length: amounts.archives }, (_, index) => {
    const size = 1024 + Math.floor(random() * 900_000);
    return world.addArchive(vault, {
      id: ids.archive(),
      description: `${name}/part-${String(index + 1).padStart(4, '0')}.tar.gz`,
      createdAt: now - Math.round((2 + random() * 90) * DAY),
      content: seededContent(`${seed} ${index}`, size),
    });
  });
  for (let index = 0; index < amounts.jobs; index += 1) {
    const archive = archives[index % archives.length];
    if (archive) addJob(world, vault, ids.job(), archive, index);
  }
}

// In rotation, newest first: a vault in use on an ordinary day.
function addJob(world: World, vault: Vault, id: string, archive: Archive, index: number): void {
  const now = world.clock.now();
  const retrieval = {
    id,
    action: 'ArchiveRetrieval',
    archive,
    range: { start: 0, end: archive.content.size - 1 },
    description: `restore ${archive.description}`,
  } as const;
  const inventory = {
    id,
    action: 'InventoryRetrieval',
    query: inventoryQuery({ format: index % 2 === 0 ? 'CSV' : 'JSON' }),
    description: 'weekly inventory',
  } as const;
  const turns: NewJob[] = [
    { ...retrieval, tier: 'Bulk', createdAt: now - 40 * MINUTE },
    { ...inventory, createdAt: now - 2 * HOUR },
    { ...retrieval, tier: 'Standard', createdAt: now - 9 * HOUR },
    { ...retrieval, tier: 'Expedited', createdAt: now - 1 * DAY },
    { ...inventory, createdAt: now - 2 * DAY },
    { ...retrieval, tier: 'Standard', createdAt: now - 3 * DAY, failure: 'The retrieval failed.' },
  ];
  const turn = turns[index % turns.length];
  if (turn)
    world.addJob(vault, { ...turn, createdAt: (turn.createdAt ?? now) - Math.floor(index / turns.length) * 4 * DAY });
}
