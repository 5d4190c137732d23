// A bucket of 100,000 newsreels in both archive classes, for restores of many objects, and a manifest that lists them. The bucket is
// filled when somebody first looks into it, and the manifest is computed when it is read: until then, both take no memory.
import { createHash } from 'node:crypto';
import { seededContent } from '../world/content.ts';
import { DAY } from '../world/durations.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { computedRows } from './computedRows.ts';

/** One list of S3 has 1,000 objects: as many lists as a gateway makes for all of them. */
const newsreels = 100_000;

const SIZE = 512 * 1024 ** 2;

const keyOf = (index: number): string => `reels/${String(index + 1).padStart(6, '0')}.mxf`;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export function seedNewsreels(world: World, { account: owner, region }: AccountRegion, manifests: Bucket): void {
  const now = world.clock.now();
  const archive = world.objects.addBucket({ name: 'newsreels', owner, region, createdAt: now - 2000 * DAY });
  const lastModified = Math.floor((now - 700 * DAY) / 1000) * 1000;
  archive.versions.fillLater(() => {
    for (let index = 0; index < newsreels; index += 1) {
      const key = keyOf(index);
      world.objects.put(archive, {
        key,
        content: { length: SIZE, read: (range) => seededContent(key, SIZE).read(range) },
        etag: `${md5(key)}-8`,
        lastModified,
        properties: { storageClass: index % 10 === 9 ? 'DEEP_ARCHIVE' : 'GLACIER', contentType: 'application/mxf' },
      });
    }
  });
  const key = 'restores/newsreels.csv';
  world.objects.put(manifests, {
    key,
    content: computedRows({ count: newsreels, row: (index) => `${archive.name},${keyOf(index)}\n` }),
    etag: `${md5(key)}-1`,
    properties: { contentType: 'text/csv' },
  });
}
