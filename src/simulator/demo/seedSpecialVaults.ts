// One vault for each notable state: never written to, new since midnight, locked, being locked, with notifications, tagged, and one
// whose archives are named by well-known tools.
import { seededContent, zeroContent } from '../world/content.ts';
import { DAY, HOUR } from '../world/durations.ts';
import { createIds, type Ids } from '../world/ids.ts';
import type { AccountRegion, Vault } from '../world/records.ts';
import { snapshotTime } from '../world/snapshot.ts';
import type { World } from '../world/world.ts';
import { addFinishedInventories } from './addFinishedInventories.ts';
import { awkwardDescriptions } from './awkwardDescriptions.ts';
import { demoTopic } from './demoTopic.ts';

export function seedSpecialVaults(world: World, location: AccountRegion): void {
  const now = world.clock.now();
  const ids = createIds('special vaults');
  world.addVault(location, 'empty-vault', now - 40 * DAY);

  const fresh = world.addVault(location, 'new-today', Math.max(snapshotTime(now), now - HOUR));
  fill(world, fresh, ids, 2, now);

  const locked = fill(world, world.addVault(location, 'compliance-records', now - 800 * DAY), ids, 6);
  locked.accessPolicy = policyFor(locked, 'Allow', 'glacier:DescribeJob');
  locked.lock = {
    id: ids.lock(),
    policy: policyFor(locked, 'Deny', 'glacier:DeleteArchive'),
    createdAt: now - 700 * DAY,
    lockedAt: now - 700 * DAY + HOUR,
  };

  const locking = fill(world, world.addVault(location, 'lock-in-progress', now - 60 * DAY), ids, 3);
  locking.lock = {
    id: ids.lock(),
    policy: policyFor(locking, 'Deny', 'glacier:DeleteArchive'),
    createdAt: now - 2 * HOUR,
    lockedAt: undefined,
  };

  const notified = fill(world, world.addVault(location, 'notified-photos', now - 365 * DAY), ids, 5);
  notified.notifications = {
    topic: demoTopic,
    events: ['ArchiveRetrievalCompleted', 'InventoryRetrievalCompleted'],
  };
  notified.tags.set('department', 'press');
  notified.tags.set('cost-centre', '4711');
  notified.tags.set('retention', '10 years');

  const huge = world.addVault(location, 'huge-archives', now - 500 * DAY);
  for (const gibibytes of [0.25, 1, 5]) {
    world.addArchive(huge, {
      id: ids.archive(),
      description: `zeros-${gibibytes}-GiB.img`,
      createdAt: now - 90 * DAY,
      content: zeroContent(gibibytes * 1024 ** 3),
    });
  }
  seedAwkwardNames(world, location, ids);
}

function seedAwkwardNames(world: World, location: AccountRegion, ids: Ids): void {
  const now = world.clock.now();
  const vault = world.addVault(location, 'awkward-names', now - 300 * DAY);
  for (const [index, description] of awkwardDescriptions.entries()) {
    world.addArchive(vault, {
      id: ids.archive(),
      description,
      createdAt: now - (200 - index) * DAY,
      content: seededContent(`awkward-names ${index}`, 2048 + index * 777),
    });
  }
  addFinishedInventories(world, vault, ids, now - DAY);
}

function fill(world: World, vault: Vault, ids: Ids, count: number, createdAt = world.clock.now() - 20 * DAY): Vault {
  for (let index = 0; index < count; index += 1) {
    world.addArchive(vault, {
      id: ids.archive(),
      description: `${vault.name} ${index + 1}`,
      createdAt,
      content: seededContent(`${vault.name} ${index}`, 4096 * (index + 1)),
    });
  }
  return vault;
}

function policyFor(vault: Vault, effect: 'Allow' | 'Deny', action: string): string {
  const statement = { Sid: 'demo', Effect: effect, Principal: { AWS: '*' }, Action: action, Resource: vault.arn };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
