// A vault with the requested number of archives, none of which is stored. Its inventory and its first archive, of 1 GiB, have been
// retrieved already, so that nobody needs to wait.

import { GeneratedArchives } from '../generated/generatedArchives.ts';
import { DAY } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import type { AccountRegion, Vault } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { addFinishedInventories } from './addFinishedInventories.ts';

export const archiveOfMillions = 'archive-of-millions';

export function seedArchiveOfMillions(world: World, location: AccountRegion, archives: number): Vault {
  const ids = createIds(archiveOfMillions);
  const vault = world.addVault(location, archiveOfMillions, Date.UTC(2012, 11, 31));
  const generated = new GeneratedArchives(archiveOfMillions, archives);
  vault.generated = generated;
  const createdAt = world.clock.now() - DAY;
  addFinishedInventories(world, vault, ids, createdAt);
  const archive = generated.at(0);
  world.addJob(vault, {
    id: ids.job(),
    action: 'ArchiveRetrieval',
    archive,
    range: { start: 0, end: archive.content.size - 1 },
    tier: 'Standard',
    description: 'finished retrieval of one gibibyte',
    createdAt,
  });
  return vault;
}
