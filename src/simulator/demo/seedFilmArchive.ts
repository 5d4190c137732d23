// A bucket of films in both archive classes, for restores: those of 1997 are being restored, those of 1998 are not. A manifest lists
// the films of each year. Their content is computed when it is read.
import { createHash } from 'node:crypto';
import { requestRestore } from '../s3/rules/requestRestore.ts';
import { seededContent } from '../world/content.ts';
import { DAY, HOUR } from '../world/durations.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import { heldBytes } from '../world/rangedBytes.ts';
import type { World } from '../world/world.ts';

const GIBIBYTE = 1024 ** 3;

/** More than one list of S3 and more than one page of a manifest have. */
const films = { 1997: 100, 1998: 1_200 } as const;

export function seedFilmArchive(world: World, archive: Bucket, manifests: Bucket): void {
  const now = world.clock.now();
  for (const [year, count] of Object.entries(films)) {
    const keys = Array.from({ length: count }, (_, index) => `${year}/${String(index + 1).padStart(5, '0')}.mxf`);
    for (const [index, key] of keys.entries()) {
      const film = world.objects.put(archive, {
        key,
        content: { length: GIBIBYTE, read: (range) => seededContent(key, GIBIBYTE).read(range) },
        etag: `${createHash('md5').update(key).digest('hex')}-16`,
        lastModified: Math.floor((now - 900 * DAY) / 1000) * 1000,
        properties: { storageClass: index % 10 === 9 ? 'DEEP_ARCHIVE' : 'GLACIER', contentType: 'application/mxf' },
      });
      if (year === '1997') requestRestore(film, { days: 7, tier: 'Standard' }, now - 2 * HOUR);
    }
    const rows = Buffer.from(keys.map((key) => `${archive.name},${key}\n`).join(''));
    world.objects.put(manifests, {
      key: `restores/${year}.csv`,
      content: heldBytes(rows),
      heldBytes: rows.length,
      properties: { contentType: 'text/csv' },
    });
  }
}
