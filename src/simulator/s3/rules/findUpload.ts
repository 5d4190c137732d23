// The upload in parts that a request names by its key and id.
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { MultipartUpload } from '../../world/objects/records.ts';

interface UploadInput {
  Key?: string | undefined;
  UploadId?: string | undefined;
}

export function findUpload(bucket: Bucket, { Key: key, UploadId: id = '' }: UploadInput): MultipartUpload {
  const upload = bucket.uploads.get(id);
  if (upload?.key === key && upload) return upload;
  throw new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: { UploadId: id } },
  );
}
