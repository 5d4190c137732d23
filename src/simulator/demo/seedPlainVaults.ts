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

/** The age of a job, newest first: a vault in use on an ordinary day. */
const ages = [40 * MINUTE, 2 * HOUR, 9 * HOUR, 1 * DAY, 2 * DAY, 3 * DAY];

function addJob(world: World, vault: Vault, id: string, archive: Archive, index: number): void {
  const turn = index % ages.length;
  const round = Math.floor(index / ages.length);
  const createdAt = world.clock.now() - (ages[turn] ?? 0) - round * 4 * DAY;
  world.addJob(vault, { id, createdAt, ...jobOf(turn, archive, index) });
}

function jobOf(turn: number, archive: Archive, index: number): NewJob {
  if (turn === 1 || turn === 4)
    return {
      action: 'InventoryRetrieval',
      query: inventoryQuery({ format: index % 2 === 0 ? 'CSV' : 'JSON' }),
      description: 'weekly inventory',
    };
  return {
    action: 'ArchiveRetrieval',
    archive,
    range: { start: 0, end: archive.content.size - 1 },
    description: `restore ${archive.description}`,
    tier: turn === 0 ? 'Bulk' : turn === 3 ? 'Expedited' : 'Standard',
    ...(turn === 5 ? { failure: 'The retrieval failed.' } : {}),
  };
}
