// The busy vault: 400 jobs of every type, state, outcome and tier, in rotation. Most ended over the past weeks, some run, and one
// in 41 never ends, so that a sped-up demo always has something in progress.

import { type Archive, inventoryQuery } from '../world/archive.ts';
import { seededContent } from '../world/content.ts';
import { DAY, durationOf, HOUR, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import { writeMarker } from '../world/page.ts';
import { createRandom } from '../world/random.ts';
import { MEBIBYTE } from '../world/ranges.ts';
import type { AccountRegion, Select, Vault } from '../world/records.ts';
import type { NewJob, World } from '../world/world.ts';
import { demoTopic } from './demoTopic.ts';

const JOBS = 400;
const ARCHIVES = 48;

export function seedMediaMasters(world: World, location: AccountRegion): void {
  const now = world.clock.now();
  const random = createRandom('media-masters');
  const ids = createIds('media-masters ids');
  const vault = world.addVault(location, 'media-masters', now - 900 * DAY);
  vault.tags.set('department', 'film');
  const archives = Array.from({ length: ARCHIVES }, (_, index) =>
    world.addArchive(vault, {
      id: ids.archive(),
      description: `reel-${String(index + 1).padStart(3, '0')}.mxf`,
      createdAt: now - Math.round((60 + random() * 700) * DAY),
      content: seededContent(`media-masters ${index}`, sizeOf(index, random())),
    }),
  );
  // 5.5 MiB: the ranged retrievals below need an archive whose hash tree has an odd end.
  const [first] = archives;
  if (!first) return;
  for (let index = 0; index < JOBS; index += 1) {
    const id = ids.job();
    addJob(world, vault, jobOf(id, index, archives[index % ARCHIVES] ?? first, first), index, random());
  }
}

function sizeOf(index: number, fraction: number): number {
  if (index === 0) return 5.5 * MEBIBYTE;
  return index % 16 === 1 ? 8 * MEBIBYTE : 10_000 + Math.floor(fraction * MEBIBYTE);
}

// Sixteen kinds in rotation; 400 is 25 rounds.
const kinds = 16;
const tiers = ['Standard', 'Bulk', 'Expedited'];

function jobOf(id: string, index: number, archive: Archive, ranged: Archive): NewJob & { id: string } {
  const turn = index % kinds;
  const whole = { start: 0, end: archive.content.size - 1 };
  const retrieval = {
    id,
    action: 'ArchiveRetrieval',
    archive,
    range: whole,
    description: `edit suite ${index}`,
  } as const;
  const inventory = {
    id,
    action: 'InventoryRetrieval',
    query: inventoryQuery(),
    description: `inventory ${index}`,
  } as const;
  switch (turn) {
    case 0:
      return { ...retrieval, tier: 'Standard' };
    case 1:
      return { ...retrieval, tier: 'Bulk' };
    case 2:
      return { ...retrieval, tier: 'Expedited' };
    case 3: // a node of the hash tree: it has a checksum
      return { ...retrieval, tier: 'Standard', archive: ranged, range: { start: 2 * MEBIBYTE, end: 4 * MEBIBYTE - 1 } };
    case 4: // aligned to mebibytes alone: it has none
      return { ...retrieval, tier: 'Standard', archive: ranged, range: { start: MEBIBYTE, end: 3 * MEBIBYTE - 1 } };
    case 5:
      return { ...inventory };
    case 6:
      return { ...inventory, query: inventoryQuery({ format: 'CSV' }) };
    case 7:
      return {
        ...inventory,
        query: inventoryQuery({ startDate: '2013-01-01T00:00:00Z', endDate: '2099-01-01T00:00:00Z' }),
      };
    case 8:
      return { ...inventory, query: inventoryQuery({ limit: 10 }) };
    case 9:
      return { ...inventory, query: inventoryQuery({ limit: 10, marker: writeMarker(archive) }), tier: 'Bulk' };
    case 10:
      return selectOf(id, archive, index);
    case 11:
      return { ...retrieval, tier: tiers[index % 3] ?? 'Standard', failure: 'The retrieval failed.' };
    case 12:
      return { ...inventory, failure: 'The inventory could not be read.' };
    case 13:
      return { ...selectOf(id, archive, index), failure: 'The expression could not be evaluated.' };
    case 14:
      return { ...retrieval, tier: 'Bulk', description: `urgent "take ${index}", please` };
    default:
      return { ...inventory, snsTopic: demoTopic };
  }
}

function selectOf(id: string, archive: Archive, index: number): Omit<Select, 'createdAt' | 'endsAt'> {
  const outputLocation = {
    S3: { BucketName: 'media-selects', Prefix: `select-${index}`, StorageClass: 'STANDARD' as const },
  };
  return {
    id,
    action: 'Select',
    archive,
    snsTopic: undefined,
    failure: undefined,
    tier: 'Standard',
    description: `select ${index}`,
    parameters: {
      InputSerialization: { csv: { FileHeaderInfo: 'USE', FieldDelimiter: ',' } },
      ExpressionType: 'SQL',
      Expression: 'SELECT s.reel, s.seconds FROM archive s WHERE s.seconds > 60',
      OutputSerialization: { csv: { QuoteFields: 'ASNEEDED' } },
    },
    outputLocation,
    outputPath: `media-selects/select-${index}/${id}`,
  };
}

// Every second round of the last two turns, and the first of each kind, still runs; the rest ended long ago.
function addJob(world: World, vault: Vault, job: NewJob & { id: string }, index: number, fraction: number): void {
  const now = world.clock.now();
  const round = Math.floor(index / kinds);
  const duration = durationOf(job.id, job.tier);
  if (index % 41 === 40) {
    world.addJob(vault, { ...job, createdAt: now - DAY - index * MINUTE, endsAt: Number.POSITIVE_INFINITY });
  } else if (round === 0 || (index % kinds >= 14 && round % 2 === 0)) {
    world.addJob(vault, { ...job, createdAt: now - Math.round(duration * fraction) });
  } else {
    world.addJob(vault, { ...job, createdAt: now - 13 * HOUR - Math.round(fraction * 20 * DAY) });
  }
}
