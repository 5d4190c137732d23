import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInventoryManifest } from '../../src/manifests/inventoryManifest.ts';

// As AWS documents it.
const manifest = {
  sourceBucket: 'example-source-bucket',
  destinationBucket: 'arn:aws:s3:::example-inventory-destination-bucket',
  version: '2016-11-30',
  creationTimestamp: '1514944800000',
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass',
  files: [
    {
      key: 'Inventory/example-source-bucket/2016-11-06T21-32Z/files/939c6d46-85a9-4ba8-87bd-9db705a579ce.csv.gz',
      size: 2_147_483_647,
      MD5checksum: 'f11166069f1990abeb9c97ace9cdfabc',
    },
  ],
};

const parse = (more: object = {}) => parseInventoryManifest(JSON.stringify({ ...manifest, ...more }));

describe('the manifest.json of an inventory', () => {
  test('names its bucket, its columns and its files', () => {
    expect(parse()).toEqual({
      bucketName: 'example-inventory-destination-bucket',
      columns: { count: 9, bucket: 0, key: 1, versionId: 2 },
      files: [{ key: manifest.files[0]?.key, size: 2_147_483_647 }],
    });
  });

  test('may list the columns in any order, and no versions', () => {
    expect(parse({ fileSchema: 'Size, Key, Bucket' })).toMatchObject({
      columns: { count: 3, bucket: 2, key: 1, versionId: null },
    });
  });

  test.each([
    [{ fileFormat: 'ORC' }, 'the inventory is in the format ORC instead of CSV'],
    [{ fileSchema: 'Bucket, Size' }, 'the inventory has no columns Bucket and Key'],
    [{ destinationBucket: 'no ARN' }, 'its destinationBucket is not the ARN of a bucket'],
    [{ files: [{ key: 'a', size: -1 }] }, 'it is not the manifest.json of an S3 Inventory report'],
    [{ files: {} }, 'it is not the manifest.json of an S3 Inventory report'],
    [{ files: undefined }, 'it is not the manifest.json of an S3 Inventory report'],
  ])('with %j is refused', (more, reason) => {
    expect(parse(more)).toEqual({ reason });
  });

  test('of any content is parsed or refused with a short reason', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(Object.fromEntries(Object.keys(manifest).map((name) => [name, fc.jsonValue()])), { requiredKeys: [] })
        .map((value) => JSON.stringify({ ...manifest, ...value })),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parseInventoryManifest(text);
        if ('reason' in parsed) expect(parsed.reason.length).toBeLessThan(100);
        else expect(parsed.columns.key).toBeLessThan(parsed.columns.count);
      }),
    );
  });
});
