// Buckets of the demo world: those that its Batch jobs name, with masters in cold storage, and one in the other region. Large
// objects are computed when they are read.
import { createHash } from 'node:crypto';
import { requestRestore } from '../s3/rules/requestRestore.ts';
import { seededContent } from '../world/content.ts';
import { DAY, HOUR } from '../world/durations.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import type { ObjectVersion } from '../world/objects/records.ts';
import { heldBytes } from '../world/rangedBytes.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { seedFilmArchive } from './seedFilmArchive.ts';
import { seedReportedManifests } from './seedReportedJobs.ts';

const GIBIBYTE = 1024 ** 3;

/** Returns the bucket of the manifests. */
export function seedBuckets(world: World): Bucket {
  const east = world.location('111122223333', 'us-east-1');
  const add = (name: string, { account, region }: AccountRegion = east): Bucket =>
    world.objects.addBucket({ name, owner: account, region, createdAt: world.clock.now() - 2000 * DAY });
  const masters = add('masters');
  masters.versioning = 'Enabled';
  seedReels(world, masters);
  seedAwkwardKeys(world, masters);
  const manifests = add('manifests');
  seedManifest(world, manifests, masters);
  seedReportedManifests(world, manifests);
  seedFilmArchive(world, add('film-archive'), manifests);
  for (const name of ['masters-copy', 'inventories', 'generated-manifests', 'reports-111122223333']) add(name);
  for (const accountId of ['444455556666', '777788889999']) {
    add(`reports-${accountId}`, world.location(accountId, 'us-east-1'));
  }
  const footage = add('west-footage', world.location('111122223333', 'us-west-2'));
  for (let day = 1; day <= 3; day += 1) putText(world, footage, `daily/clip-${day}.txt`, `clip ${day}\n`);
  return manifests;
}

/** 30 reels in both cold classes. Of some, a copy is being restored, or is readable for some days. */
function seedReels(world: World, bucket: Bucket): void {
  for (let number = 1; number <= 30; number += 1) {
    const key = `reels/${String(number).padStart(4, '0')}.mxf`;
    const age = (400 - number * 10) * DAY;
    const reel = putComputed(world, bucket, key, {
      size: GIBIBYTE + number * 37 * 1024 ** 2,
      storageClass: number % 2 === 0 ? 'DEEP_ARCHIVE' : 'GLACIER',
      lastModified: world.clock.now() - age,
    });
    if (number % 10 === 1) requestRestore(reel, { days: 7, tier: 'Standard' }, world.clock.now() - DAY);
    if (number % 10 === 2) requestRestore(reel, { days: 14, tier: 'Bulk' }, world.clock.now() - 2 * HOUR);
  }
}

/** Keys that programs get wrong, an object of two versions, and a deleted one. */
function seedAwkwardKeys(world: World, bucket: Bucket): void {
  for (const key of [
    'sound & vision/take 1+2.mxf',
    'daily/100%.csv',
    'daily/',
    'über/復元 😀.txt',
    'a//b',
    '"quoted", comma.csv',
  ]) {
    putText(world, bucket, key, key);
  }
  putText(world, bucket, 'daily/notes.txt', 'first\n');
  putText(world, bucket, 'daily/notes.txt', 'second\n');
  putText(world, bucket, 'daily/mistake.txt', 'deleted\n');
  world.objects.delete(bucket, 'daily/mistake.txt');
}

/** A manifest of the reels, as Batch Operations reads it. */
function seedManifest(world: World, manifests: Bucket, masters: Bucket): void {
  const rows = Array.from(
    { length: 30 },
    (_, index) => `${masters.name},reels/${String(index + 1).padStart(4, '0')}.mxf\n`,
  );
  putText(world, manifests, 'daily/reels.csv', rows.join(''));
  // The manifest that the examples of the documentation name, with the ETag that they give.
  putText(world, manifests, 'restore.csv', rows.slice(10).join(''), '60e460c9d1046e73f7dde5043ac3ae85');
}

interface Computed {
  size: number;
  storageClass: string;
  lastModified: number;
}

function putComputed(
  world: World,
  bucket: Bucket,
  key: string,
  { size, storageClass, lastModified }: Computed,
): ObjectVersion {
  const { read } = seededContent(key, size);
  return world.objects.put(bucket, {
    key,
    content: { length: size, read },
    // As of an upload in parts: no MD5 of the bytes, which nobody has read.
    etag: `${createHash('md5').update(key).digest('hex')}-${Math.ceil(size / (64 * 1024 ** 2))}`,
    lastModified: Math.floor(lastModified / 1000) * 1000,
    properties: { storageClass, contentType: 'application/mxf', metadata: { reel: key.slice(6, 10) } },
    tags: new Map([['department', 'film']]),
  });
}

function putText(world: World, bucket: Bucket, key: string, text: string, etag?: string): void {
  const bytes = Buffer.from(text);
  world.objects.put(bucket, {
    key,
    content: heldBytes(bytes),
    heldBytes: bytes.length,
    ...(etag === undefined ? {} : { etag }),
    properties: { contentType: 'text/plain' },
  });
}
