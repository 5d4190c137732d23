// A manifest in CSV: its columns are the fields of the request. The text counts against the memory of uploads again, because the job
// keeps it when the object is deleted.
import type { JobManifest } from '@aws-sdk/client-s3-control';
import type { OperationContext } from '../../http/operation.ts';
import { csvRows } from './csvRows.ts';
import { holdManifest } from './holdManifest.ts';
import { invalidManifest } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';

export function csvManifest(text: Buffer, { Spec }: JobManifest, { world }: OperationContext): ManifestRows {
  const fields = Spec?.Fields ?? [];
  const version = fields.indexOf('VersionId');
  const rows = csvRows(text, {
    bucket: fields.indexOf('Bucket'),
    key: fields.indexOf('Key'),
    versionId: version < 0 ? undefined : version,
    width: fields.length,
  });
  if (rows.count === 0) throw invalidManifest();
  holdManifest(text.length, rows.count, world);
  return rows;
}
