// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-multipart-list-parts.html
// By position in the archive. A marker is the position of the last part of its page.
import { ListParts$, type ListPartsCommandInput, type ListPartsCommandOutput } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { pageOf } from '../world/page.ts';
import { formatRange } from '../world/ranges.ts';
import { findMultipartUpload } from './rules/findMultipartUpload.ts';
import { findVault } from './rules/findVault.ts';
import { pageLimit } from './rules/pageLimit.ts';
import { uploadDescription } from './rules/uploadDescription.ts';

export const listParts = operation<ListPartsCommandInput, ListPartsCommandOutput>(
  ListParts$,
  ({ vaultName, uploadId, marker, limit }, context) => {
    const upload = findMultipartUpload(context, findVault(context, vaultName), uploadId);
    const after = marker === undefined ? -1 : readMarker(marker);
    const parts = [...upload.parts.values()].sort((a, b) => a.start - b.start);
    const page = pageOf(parts, pageLimit(limit, 50), ({ start }) => start > after);
    return {
      ...uploadDescription(upload),
      Parts: page.entries.map(({ start, content, treeHash }) => ({
        RangeInBytes: formatRange({ start, end: start + content.size - 1 }),
        SHA256TreeHash: treeHash,
      })),
      Marker: page.last ? writeMarker(page.last.start) : null,
    };
  },
);

const writeMarker = (start: number): string => Buffer.from(`part at ${start}`).toString('base64url');

function readMarker(marker: string): number {
  const [, text] = /^part at (\d{1,15})$/.exec(Buffer.from(marker, 'base64url').toString('latin1')) ?? [];
  if (text !== undefined && writeMarker(Number(text)) === marker) return Number(text);
  throw invalidParameter(`The marker is not valid: ${marker}`);
}
