// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-multipart-list-uploads.html
// Oldest first; AWS guarantees no order.
import {
  ListMultipartUploads$,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { isOlder } from '../world/listing.ts';
import { pageOf, readMarker, writeMarker } from '../world/page.ts';
import { findVault } from './rules/findVault.ts';
import { pageLimit } from './rules/pageLimit.ts';
import { uploadDescription } from './rules/uploadDescription.ts';

export const listMultipartUploads = operation<ListMultipartUploadsCommandInput, ListMultipartUploadsCommandOutput>(
  ListMultipartUploads$,
  ({ vaultName, marker, limit }, context) => {
    const vault = findVault(context, vaultName);
    const after = marker === undefined ? undefined : readMarker(marker);
    if (marker !== undefined && !after) throw invalidParameter(`The marker is not valid: ${marker}`);
    const uploads = context.world.multipartUploads.inProgress(vault);
    const page = pageOf(uploads, pageLimit(limit, 50), (upload) => !after || isOlder(after, upload));
    return {
      UploadsList: page.entries.map(uploadDescription),
      Marker: page.last ? writeMarker(page.last) : null,
    };
  },
);
