// A manifest in CSV: its columns are the fields of the request.
import type { JobManifest } from '@aws-sdk/client-s3-control';
import type { InPieces } from '../../world/inPieces.ts';
import type { RangedBytes } from '../../world/rangedBytes.ts';
import { csvRows } from './csvRows.ts';
import { invalidManifest } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { piecesOf } from './piecesOf.ts';

export function* csvManifest(content: RangedBytes, { Spec }: JobManifest): InPieces<ManifestRows> {
  const fields = Spec?.Fields ?? [];
  const version = fields.indexOf('VersionId');
  const rows = yield* csvRows(piecesOf(content), {
    bucket: fields.indexOf('Bucket'),
    key: fields.indexOf('Key'),
    versionId: version < 0 ? undefined : version,
    width: fields.length,
  });
  if (rows.count === 0) throw invalidManifest();
  return rows;
}
