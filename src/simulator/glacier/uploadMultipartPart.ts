// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-upload-part.html
// A part replaces one at the same place. One that is shorter than the part size is accepted anywhere; it makes
// CompleteMultipartUpload fail unless it is the last one.
import {
  UploadMultipartPart$,
  type UploadMultipartPartCommandInput,
  type UploadMultipartPartCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { heldContent } from '../world/content.ts';
import { checkUploadHashes } from './rules/checkUploadHashes.ts';
import { findMultipartUpload } from './rules/findMultipartUpload.ts';
import { findVault } from './rules/findVault.ts';
import { partRange } from './rules/partRange.ts';

export const uploadMultipartPart = operation<UploadMultipartPartCommandInput, UploadMultipartPartCommandOutput>(
  UploadMultipartPart$,
  (input, context) => {
    const vault = findVault(context, input.vaultName);
    const upload = findMultipartUpload(context, vault, input.uploadId);
    const body = input.body ?? Buffer.alloc(0);
    const { start } = partRange(input.range, upload, body.length);
    const content = heldContent(body);
    const treeHash = checkUploadHashes(content, body, {
      contentHash: context.header('x-amz-content-sha256'),
      treeHash: input.checksum,
    });
    context.world.multipartUploads.addPart(upload, { start, content, treeHash });
    return { checksum: treeHash };
  },
);
