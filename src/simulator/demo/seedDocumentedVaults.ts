// The examples of AWS's documents, with their ids, dates and texts; only the account is the demo's. Their jobs are printed as
// unfinished, so they never finish. The archive's bytes are unknown: its printed hash is kept, and retrieving it fails.

import { inventoryQuery } from '../world/archive.ts';
import { seededContent } from '../world/content.ts';
import { createIds } from '../world/ids.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';

const never = Number.POSITIVE_INFINITY;

export function seedDocumentedVaults(world: World, { east, west }: { east: AccountRegion; west: AccountRegion }): void {
  seedMyVault(world, west);
  seedExampleVault(world, east);
  seedExampleVaultInWest(world, west);
}

// https://docs.aws.amazon.com/boto3/latest/reference/services/glacier/client/describe_job.html
function seedMyVault(world: World, west: AccountRegion): void {
  const vault = world.addVault(west, 'my-vault', Date.parse('2015-04-06T21:23:45.708Z'));
  world.addArchive(vault, {
    id: createIds('my-vault').archive(),
    description: 'my archive',
    createdAt: Date.parse('2015-04-06T22:24:34.000Z'),
    content: seededContent('my-vault', 3 * 1024 * 1024),
  });
  world.addJob(vault, {
    id: 'zbxcm3Z_3z5UkoroF7SuZKrxgGoDc3RloGduS7Eg-RO47Yc6FxsdGBgf_Q2DK5Ejh18CnTS5XW4_XqlNHS61dsO4CnMW',
    action: 'InventoryRetrieval',
    query: inventoryQuery(),
    createdAt: Date.parse('2015-07-17T20:23:41.616Z'),
    endsAt: never,
  });
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html
function seedExampleVault(world: World, east: AccountRegion): void {
  const vault = world.addVault(east, 'examplevault', Date.parse('2012-02-20T17:01:45.198Z'));
  const topic = 'arn:aws:sns:us-east-1:012345678901:mytopic';
  const size = 16_777_216;
  const archive = world.addArchive(vault, {
    id: 'NkbByEejwEggmBz2fTHgJrg0XBoDfjP4q6iu87-TjhqG6eGoOY9Z8i1_AUyUsuhPAdTqLHy8pTl5nfCFJmDl2yEZONi5L26Omw12vcs01MNGntHEQL8MBfGlqrEXAMPLEArchiveId',
    description: 'my archive',
    createdAt: Date.parse('2012-05-14T09:12:00.000Z'),
    content: seededContent('examplevault', size),
    treeHash: 'beb0fe31a1c7ca8c6c04d574ea906e3f97b31fdca7571defb5b44dca89b5af60',
    unreadable: true,
  });
  world.addJob(vault, {
    id: 'HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEjobID',
    action: 'ArchiveRetrieval',
    archive,
    range: { start: 0, end: size - 1 },
    description: 'My ArchiveRetrieval Job',
    snsTopic: topic,
    tier: 'Standard',
    createdAt: Date.parse('2012-05-15T17:21:39.339Z'),
    endsAt: never,
  });
  // The document prints the same job id for both samples; here the inventory job has its own.
  world.addJob(vault, {
    id: 'HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEinvID',
    action: 'InventoryRetrieval',
    query: inventoryQuery(),
    description: 'Inventory Description',
    snsTopic: topic,
    createdAt: Date.parse('2012-05-15T23:18:13.224Z'),
    endsAt: never,
  });
}

// https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/glacier/client/initiate_job.html: its topic lies in
// us-west-2: AWS accepts only topics of the vault's own region.
function seedExampleVaultInWest(world: World, west: AccountRegion): void {
  const vault = world.addVault(west, 'examplevault', Date.parse('2015-04-06T21:23:45.708Z'));
  world.addArchive(vault, {
    id: createIds('examplevault').archive(),
    description: 'my archive',
    createdAt: Date.parse('2015-04-06T22:24:34.000Z'),
    content: seededContent('examplevault in the west', 1024 * 1024),
  });
}
