// Finds the upload in parts that an operation names. One that was completed, aborted or forgotten is not found.
import { uploadNotFound } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { MultipartUpload } from '../../world/multipartUploads.ts';
import type { Vault } from '../../world/records.ts';

export function findMultipartUpload(
  { world }: Pick<OperationContext, 'world'>,
  vault: Vault,
  uploadId = '',
): MultipartUpload {
  const upload = world.multipartUploads.find(vault, uploadId);
  if (upload?.state !== 'inProgress') throw uploadNotFound(uploadId);
  return upload;
}
