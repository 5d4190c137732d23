// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-multipart-initiate-upload.html
import {
  InitiateMultipartUpload$,
  type InitiateMultipartUploadCommandInput,
  type InitiateMultipartUploadCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { checkDescription } from './rules/checkDescription.ts';
import { checkPartSize } from './rules/checkPartSize.ts';
import { findVault } from './rules/findVault.ts';

export const initiateMultipartUpload = operation<
  InitiateMultipartUploadCommandInput,
  InitiateMultipartUploadCommandOutput
>(InitiateMultipartUpload$, (input, context) => {
  const { world, account } = context;
  const vault = findVault(context, input.vaultName);
  const partSize = checkPartSize(input.partSize);
  const description = checkDescription(input.archiveDescription ?? '');
  const { id } = world.multipartUploads.add({ vault, description, partSize });
  return {
    uploadId: id,
    location: `/${account.accountId}/vaults/${vault.name}/multipart-uploads/${id}`,
  };
});
