// The demo world: the same in every run that starts at the same time. Dates count back from the start, except those that AWS's
// documents print. Nothing here reads an archive, so that the start stays fast.
import type { World } from '../world/world.ts';
import { addEventsQueue, enableEventBridge } from './addEventsQueue.ts';
import { demoTopic } from './demoTopic.ts';
import { seedBatchJobs } from './seedBatchJobs.ts';
import { seedBuckets } from './seedBuckets.ts';
import { seedDocumentedVaults } from './seedDocumentedVaults.ts';
import { seedMediaMasters } from './seedMediaMasters.ts';
import { seedNewsreels } from './seedNewsreels.ts';
import { seedPlainVaults } from './seedPlainVaults.ts';
import { seedSpecialVaults } from './seedSpecialVaults.ts';

export function seedDemoWorld(world: World, seed: 'demo' | 'statuses'): void {
  const east = world.location('111122223333', 'us-east-1');
  const west = world.location('111122223333', 'us-west-2');
  seedDocumentedVaults(world, { east, west });
  seedMediaMasters(world, east);
  seedSpecialVaults(world, east);
  // With these the region has 27 vaults: three pages of ListVaults. Ten of them have exactly ten jobs.
  seedPlainVaults(world, east, tenJobVaults, { archives: 12, jobs: 10 });
  seedPlainVaults(world, east, quietVaults, { archives: 4, jobs: 2 });
  seedPlainVaults(world, west, ['disaster-recovery', 'west-logs'], { archives: 6, jobs: 4 });
  seedPlainVaults(world, world.location('444455556666', 'us-east-1'), ['legal-hold', 'research-data', 'tape-imports'], {
    archives: 8,
    jobs: 6,
  });
  seedPlainVaults(world, world.location('444455556666', 'us-west-2'), ['cold-copies', 'seismic-surveys'], {
    archives: 8,
    jobs: 6,
  });
  seedBatchJobs(world, seed === 'statuses' ? 'combination' : 'status');
  const manifests = seedBuckets(world);
  addEventsQueue(world, east, EVENTS_QUEUE, demoTopic);
  enableEventBridge(world, east);
  // Without events: those of its restores would fill the queue.
  seedNewsreels(world, east, manifests);
}

/** As documented: `EVENTS_QUEUE_URL` ends in /111122223333/cold-storage-events. */
const EVENTS_QUEUE = 'cold-storage-events';

const tenJobVaults = [
  'backups-2019',
  'backups-2020',
  'backups-2021',
  'backups-2022',
  'backups-2023',
  'backups-2024',
  'billing-exports',
  'cctv-footage',
  'clinical-images',
  'customer-mail',
];

const quietVaults = [
  'db-snapshots',
  'field-recordings',
  'hr-records',
  'lab-results',
  'project-apollo',
  'scanned-contracts',
  'server-logs',
  'web-crawl',
];
