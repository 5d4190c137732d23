// An upload in parts, as ListMultipartUploads and ListParts return it.
import { milliseconds } from '../../world/dates.ts';
import type { MultipartUpload } from '../../world/multipartUploads.ts';

export const uploadDescription = ({ id, vault, description, partSize, createdAt }: MultipartUpload) => ({
  MultipartUploadId: id,
  VaultARN: vault.arn,
  ArchiveDescription: description === '' ? null : description,
  PartSizeInBytes: partSize,
  CreationDate: milliseconds(createdAt),
});
