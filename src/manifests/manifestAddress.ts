// Where the manifest of a job is, and how it is written. Pure.
import { parseObjectArn } from '../aws/s3/objectArn.ts';
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import type { StructureRecord } from '../aws/structure.ts';
import { columnsOf, type ManifestColumns } from './manifestColumns.ts';

export interface ManifestAddress {
  bucketName: string;
  key: string;
  versionId: string | undefined;
  /** As in HTTP. */
  eTag: string;
  /** Of a CSV manifest; null for an inventory, whose manifest.json has them. */
  columns: ManifestColumns | null;
}

/** Null if the job names none in a bucket: S3 has not generated it yet or did not write it, or it is behind an access point. */
export function manifestAddress({
  manifest,
  generatedManifestDescriptor: generated,
}: Pick<BatchJobDetails, 'manifest' | 'generatedManifestDescriptor'>): ManifestAddress | null {
  const location = (manifest ?? generated)?.['location'] as StructureRecord | undefined;
  const object = parseObjectArn(textOf(location?.['objectArn']));
  if (!location || !object) return null;
  const spec = manifest?.['spec'] as StructureRecord | undefined;
  const isCsv = spec?.['format'] === 'S3_BATCH_OPERATIONS_CSV_20180820';
  return {
    ...object,
    versionId: textOf(location['objectVersionId']) || undefined,
    eTag: `"${textOf(location['eTag']).replaceAll('"', '')}"`,
    columns: isCsv ? columnsOf((spec['fields'] as string[] | undefined) ?? []) : null,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
