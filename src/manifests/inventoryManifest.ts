// The manifest.json of an S3 Inventory report, or of a manifest that S3 generated: it lists gzip files of CSV rows. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import * as z from 'zod/mini';
import { parseBucketArn } from '../aws/s3/objectArn.ts';
import { parseJson } from '../core/parseJson.ts';
import { columnsOf, type ManifestColumns } from './manifestColumns.ts';

export interface InventoryFile {
  readonly key: string;
  /** In bytes, as compressed. */
  readonly size: number;
}

export interface InventoryManifest {
  /** Of the files. */
  readonly bucketName: string;
  readonly columns: ManifestColumns;
  readonly files: readonly InventoryFile[];
}

/** Inventories of billions of objects have thousands of files. */
const maxFiles = 100_000;

const inventory = z.object({
  destinationBucket: z.string(),
  fileFormat: z.string(),
  fileSchema: z.string(),
  files: z
    .array(
      z.object({
        key: z.string().check(z.minLength(1)),
        size: z.number().check(z.int(), z.minimum(0)),
      }),
    )
    .check(z.maxLength(maxFiles)),
});

/** The reason if the text is not the manifest.json of an inventory that a job can read. */
export function parseInventoryManifest(text: string): InventoryManifest | { reason: string } {
  const { success, data } = z.safeParse(inventory, parseJson(text));
  if (!success) return { reason: 'it is not the manifest.json of an S3 Inventory report' };
  const { destinationBucket, fileFormat, fileSchema, files } = data;
  if (fileFormat !== 'CSV')
    return { reason: `the inventory is in the format ${fileFormat.slice(0, 20)} instead of CSV` };
  const columns = columnsOf(fileSchema.split(','));
  if (!columns) return { reason: 'the inventory has no columns Bucket and Key' };
  const bucketName = parseBucketArn(destinationBucket);
  if (bucketName === null) return { reason: 'its destinationBucket is not the ARN of a bucket' };
  return { bucketName, columns, files };
}
