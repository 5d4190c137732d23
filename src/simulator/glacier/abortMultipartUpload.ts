// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-multipart-abort-upload.html
// An aborted upload can be aborted again. A completed one cannot; AWS does not publish which error that is.
import {
  AbortMultipartUpload$,
  type AbortMultipartUploadCommandInput,
  type AbortMultipartUploadCommandOutput,
} from '@aws-sdk/client-glacier';
import { uploadNotFound } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';

export const abortMultipartUpload = operation<AbortMultipartUploadCommandInput, AbortMultipartUploadCommandOutput>(
  AbortMultipartUpload$,
  ({ vaultName, uploadId = '' }, context) => {
    const { multipartUploads } = context.world;
    const upload = multipartUploads.find(findVault(context, vaultName), uploadId);
    if (upload?.state === 'inProgress') multipartUploads.abort(upload);
    else if (upload?.state !== 'aborted') throw uploadNotFound(uploadId);
    return {};
  },
);
